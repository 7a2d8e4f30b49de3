import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { formatMegabytes } from '#spec/format-megabytes';
import { quote } from '#spec/quote';
import { capitalize } from '#spec/letter-case';
import { freeBytes } from './free-bytes';

/** Characters of a path in a message, which names the whole path wherever paths are as long as usual. */
export const maxQuotedPath = 400;

/** Why the file system failed, by error code, as the end of a sentence. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'it exists already',
  EFBIG: 'it would be larger than a file may be on this disk or for this user',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  ERR_INVALID_ARG_VALUE: 'it has a NUL character',
};

/** What the user can do, by error code. */
const remedies: Readonly<Record<string, string>> = {
  EROFS: ' Make the disk writable, or copy the project to another one.',
  ENOSPC: ' Free some space, then go on.',
  EDQUOT: ' Free some space, then go on.',
  ENAMETOOLONG: ' Choose a shorter name.',
};

const diskFullCodes = ['ENOSPC', 'EDQUOT'];

/** The code of a system error, such as "ENOENT"; '' for every other error. */
export function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/**
 * An error of the file system as a WorkbenchError of the kind `unavailable`, `validation` where a name is too long to be written, with a message for users and the code of
 * the system in `details.code`. `bytes`: how much was to be written, where that is known. A WorkbenchError is returned
 * unchanged.
 */
export function fileError(
  action: 'read' | 'written',
  path: string,
  error: unknown,
  bytes?: number,
): Error {
  if (error instanceof WorkbenchError) return error;
  const code = errorCode(error);
  const gone = action === 'written' && code === 'ENOENT' ? missingFolder(dirname(path)) : null;
  const reason =
    gone !== null
      ? goneFolder(gone)
      : describeReason(action, error) +
        (diskFullCodes.includes(code) ? spaceText(path, bytes) : '');
  return new WorkbenchError(
    action === 'written' && code === 'ENAMETOOLONG' ? 'validation' : 'unavailable',
    `${quote(path, maxQuotedPath)} cannot be ${action}: ${reason}.${remedies[code] ?? ''}`,
    { code, path },
  );
}

/** Codes of a place that takes no file, whoever writes there and however often. */
const badPlaceCodes = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'];

/**
 * The error for a place that the user has named: as `fileError`, and `validation` where another place is to be named,
 * since this one takes no file.
 */
export function placeError(named: string, error: unknown): Error {
  const failure = fileError('written', named, error);
  const { code, path } = { ...{ code: '', path: named }, ...detailsOf(failure) };
  const isGone = code === 'ENOENT' && missingFolder(dirname(path)) !== null;
  if (isGone || !badPlaceCodes.includes(code)) return failure;
  return new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} cannot be written: ${reasonOf('written', code)}. Choose another place.`,
    { code, path },
  );
}

/** What `fileError` has noted in an error. */
function detailsOf(error: Error): Partial<{ code: string; path: string }> {
  const isNoted = isOfKind(error, 'unavailable');
  return isNoted ? ((error.details ?? {}) as Partial<{ code: string; path: string }>) : {};
}

/** Why the file system failed, where its code is known. */
function reasonOf(action: 'read' | 'written', code: string): string | null {
  if (action === 'written' && code === 'ENOENT') return 'its folder takes no files';
  return reasons[code] ? `${reasons[code]} (${code})` : null;
}

function describeReason(action: 'read' | 'written', error: unknown): string {
  return reasonOf(action, errorCode(error)) ?? messageOf(error);
}

/** Why something without a path, such as the output of a command, could not be written, and what the user can do. */
export function describeWriteError(error: unknown): string {
  return `${describeReason('written', error)}.${remedies[errorCode(error)] ?? ''}`;
}

/** The error for a folder that another program took away. `when`: a clause such as "while its run was recorded". */
export function folderGoneError(folder: string, when: string): WorkbenchError {
  // Of a project that was renamed, the project is named and not a folder in it.
  const gone = missingFolder(folder) ?? folder;
  return new WorkbenchError('unavailable', `${capitalize(goneFolder(gone))} ${when}.`, {
    code: 'ENOENT',
    path: folder,
  });
}

/** Whether there is no space on the disk for what was to be written, or the user's quota is used up. */
export function isDiskFull(error: unknown): boolean {
  return diskFullCodes.includes(systemCode(error));
}

/** Whether nothing could be written because the folder was renamed, moved or removed. */
export function isFolderGone(error: unknown): boolean {
  return error instanceof WorkbenchError
    ? error.kind === 'unavailable' && systemCode(error) === 'ENOENT'
    : errorCode(error) === 'ENOENT';
}

/** The code of a system error, also of one that `fileError` has turned into a WorkbenchError. */
function systemCode(error: unknown): string {
  return errorCode(error instanceof WorkbenchError ? error.details : error);
}

function goneFolder(folder: string): string {
  return `the folder '${folder}' was renamed, moved or removed`;
}

/** The outermost folder of the path that does not exist; null where all exist. */
function missingFolder(folder: string): string | null {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })) return null;
  const parent = dirname(path);
  return (parent === path ? null : missingFolder(parent)) ?? path;
}

/** How much was to be written and how much is free, as the end of a sentence. */
function spaceText(path: string, bytes: number | undefined): string {
  const free = freeBytes(resolve(path));
  const parts = [
    ...(bytes === undefined ? [] : [`${spaceOf(bytes)} to write`]),
    ...(free === null ? [] : [`${spaceOf(free)} free`]),
  ];
  return parts.length > 0 ? `, ${parts.join(' and ')}` : '';
}

function spaceOf(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : formatMegabytes(bytes);
}
