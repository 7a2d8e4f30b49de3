/** Errors that have ended a command, or a start of the program, which nobody had foreseen: a file for each. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '#files/create-folders';
import { cacheFolder } from '#tensorflow/runtime/cache';

/** The files that are read: a problem is mostly about one of the last. */
const maxFiles = 5;
const maxLength = 8000;
const isFailureLog = (name: string): boolean => /^error-[\dTZ.-]+\.log$/.test(name);

export const failureLogFolder = (): string => join(cacheFolder(), 'logs');

/** Writes the error with its stack. Returns the path of the file; null where none can be written. */
export async function writeFailureLog(
  error: unknown,
  folder = failureLogFolder(),
): Promise<string | null> {
  const path = join(folder, `error-${new Date().toISOString().replaceAll(':', '')}.log`);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    await makeFolders(folder);
    await writeFile(path, `${process.argv.join(' ')}\n${text}\n`);
    return path;
  } catch {
    return null;
  }
}

/** The newest of them as one text, the oldest first; empty where there are none. */
export async function readFailureLogs(folder = failureLogFolder()): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  // The name begins with the time.
  const newest = names.filter(isFailureLog).sort().slice(-maxFiles);
  const texts = newest.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    return text === ''
      ? ''
      : `${name.slice('error-'.length, -'.log'.length)}\n${text.slice(0, maxLength)}\n`;
  });
  return (await Promise.all(texts)).join('');
}
