import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { maxQuotedPath } from './file-errors';

/** Characters of a path; systems allow about 4,000 bytes. */
const maxPath = 4000;

/** The path that a user has typed, where `~` at its beginning is the user's home. */
export function expandHome(typed: string): string {
  return typed.replace(/^~(?=$|[/\\])/, homedir());
}

/**
 * The full path of what a user has typed; `~` is the user's home. Throws `validation` where it is not a full path, since a
 * window does not know the folder that the program was started in, or where no system could have it.
 */
export function fullPath(typed: string): string {
  const path = expandHome(typed);
  const invalid = (what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(typed, maxQuotedPath)} ${what}`);
  if (path.includes('\0')) throw invalid('is no path: it has a NUL character.');
  if (path.length > maxPath) throw invalid(`is too long a path: choose a shorter one.`);
  if (!isAbsolute(path)) throw invalid('is not a full path: begin it at the root, or with ~.');
  return resolve(path);
}
