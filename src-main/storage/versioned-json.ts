import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
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

const reasons: Record<string, string> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
};

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** An error of the file system in words for users. Errors of ours pass unchanged. */
export function fileError(action: 'read' | 'written', path: string, error: unknown): Error {
  if (error instanceof WorkbenchError) return error;
  const code = errorCode(error);
  const reason = code && reasons[code] ? `${reasons[code]} (${code})` : messageOf(error);
  return new WorkbenchError('unavailable', `'${path}' cannot be ${action}: ${reason}.`);
}

/** Names of what lies in the folder; none where there is no folder. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // A stray file in the place of a folder holds nothing either.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw fileError('read', directory, error);
  }
}

let written = 0;

/**
 * Puts `value` into the file as JSON: a reader, now or after a power cut, finds the old content or
 * the new, never a part. Folders on the way are made. Throws `unavailable` where it cannot be
 * written; nothing is left behind then.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  written += 1;
  const temporary = `${path}.${process.pid}-${written}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError('written', path, error);
  }
}

/** Makes renames inside the folder last. Windows cannot open folders and needs no such thing. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
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
export async function refuseToReplaceNewer(path: string): Promise<void> {
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
