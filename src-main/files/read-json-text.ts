import { readBytes } from './read-bytes';

/** The largest JSON file that is read: what the program writes has some kilobytes, a large model some megabytes. */
export const maxJsonBytes = 64e6;

/**
 * The text of a JSON file, for `parseJson`; bytes that are not UTF-8 become U+FFFD, which it reports. Throws a
 * WorkbenchError as `readBytes` does.
 */
export async function readJsonText(path: string): Promise<string> {
  return (await readBytes(path, maxJsonBytes)).toString('utf8');
}
