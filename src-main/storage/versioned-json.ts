import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeFileDurably } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import { WorkbenchError, messageOf } from '#spec/errors';
import { formatVersion } from '#spec/experiment';

/** A file of a listing that could not be read. */
export interface UnreadableFile {
  /** Path of the file or folder. */
  path: string;
  message: string;
}

/** The readable items of a folder, and the files that could not be read. */
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
 * Reads a JSON file that has a `version`. Throws `notFound` with the message `missing` where there is no such file,
 * `validation` where it is damaged or was written by a newer version of the program, `unavailable` where it cannot be
 * read.
 */
export async function readVersionedJson<S extends z.ZodType>(
  path: string,
  schema: S,
  missing = `'${path}' does not exist.`,
): Promise<z.output<S>> {
  const json = await readJson(path);
  if (json === undefined) throw new WorkbenchError('notFound', missing);
  assertReadableVersion(path, json);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new WorkbenchError(
    'validation',
    `'${path}' does not fit its format: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ')}. Mend it, or restore it from a copy.`,
    { path, issues: parsed.error.issues },
  );
}

/** Throws `validation` where a newer version of the program wrote the file, which must not be overwritten. */
export async function assertNotNewer(path: string): Promise<void> {
  try {
    assertReadableVersion(path, await readJson(path));
  } catch (error) {
    // A damaged file may be replaced.
    if (!(error instanceof WorkbenchError && isNewerVersion(error))) return;
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

function assertReadableVersion(path: string, json: unknown): void {
  if (typeof json !== 'object' || json === null || !('version' in json)) return;
  const { version } = json;
  if (typeof version !== 'number' || version <= formatVersion) return;
  throw new WorkbenchError(
    'validation',
    `'${path}' was written by a newer version of the program (format ${version}, this one reads ${formatVersion}); it is left as it is. Update the program to use it.`,
    { path, newer: true },
  );
}

function isNewerVersion(error: WorkbenchError): boolean {
  const { details } = error;
  return typeof details === 'object' && details !== null && 'newer' in details;
}
