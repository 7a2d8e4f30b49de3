import { WorkbenchError, messageOf } from '#spec/errors';

/** Why the file system failed, by error code, as the end of a sentence. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
};

/** The code of a system error, such as "ENOENT"; '' for every other error. */
export function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/**
 * An error of the file system as a WorkbenchError of the kind `unavailable`, with a message for users.
 * A WorkbenchError is returned unchanged.
 */
export function fileError(action: 'read' | 'written', path: string, error: unknown): Error {
  if (error instanceof WorkbenchError) return error;
  const code = errorCode(error);
  const reason = reasons[code] ? `${reasons[code]} (${code})` : messageOf(error);
  return new WorkbenchError('unavailable', `'${path}' cannot be ${action}: ${reason}.`);
}
