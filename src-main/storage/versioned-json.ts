import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileDurably } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import { WorkbenchError, messageOf } from '#spec/errors';
import { formatVersion } from '#spec/experiment';

/** A file that could not be read while its neighbours could. */
export interface UnreadableFile {
  /** File or folder in question. */
  path: string;
  message: string;
}

export interface Listing<T> {
  items: T[];
  problems: UnreadableFile[];
}

/**
 * Writes `value` to a file as JSON, durably: a reader, at any time and after a power cut, finds the old content or the
 * new one. Missing folders are created. Throws `unavailable` where the file cannot be written.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Reads a JSON file that carries a `version`. Throws `notFound` where it is missing (in the words of
 * `missing`, if given), `validation` where it is damaged or of a newer version of the program.
 */
export async function readVersionedJson<S extends z.ZodType>(
  path: string,
  schema: S,
  missing = `'${path}' does not exist.`,
): Promise<z.output<S>> {
  const json = await readJson(path);
  if (json === undefined) throw new WorkbenchError('notFound', missing);
  refuseNewer(path, json);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    `'${path}' does not fit its format: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ')}. Mend it, or restore it from a copy.`,
    { path, issues: parsed.error.issues },
  );
}

/** Throws where the file is of a newer version of the program: it must not be overwritten then. */
export async function assertNotNewer(path: string): Promise<void> {
  try {
    refuseNewer(path, await readJson(path));
  } catch (error) {
    // A damaged file may be replaced.
    if (!(error instanceof WorkbenchError && isNewer(error))) return;
    throw error;
  }
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError('read', path, error);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WorkbenchError(
      'validation',
      `'${path}' is damaged, it is not JSON (${messageOf(error)}). Mend it, or restore it from a copy.`,
      { path },
    );
  }
}

function refuseNewer(path: string, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('version' in json)) return;
  const { version } = json;
  if (typeof version !== 'number' || version <= formatVersion) return;
  throw new WorkbenchError(
    'validation',
    `'${path}' was written by a newer version of the program (format ${version}, this one reads ${formatVersion}); it is left as it is. Update the program to use it.`,
    { path, newer: true },
  );
}

function isNewer(error: WorkbenchError): boolean {
  const { details } = error;
  return typeof details === 'object' && details !== null && 'newer' in details;
}
