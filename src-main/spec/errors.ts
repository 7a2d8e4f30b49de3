import { abbreviate } from './quote';

/** Decides the exit status of the command line, the HTTP status, and how the window shows the error. */
export type ErrorKind = 'validation' | 'notFound' | 'conflict' | 'unavailable' | 'internal';

/** Characters of a message; a longer one, because of a value that it repeats, is abbreviated. */
export const maxMessage = 2000;

/**
 * The only error class that users see. `message` is a sentence that names the value, the place and the remedy;
 * `details` is plain JSON with more to show (a list of problems, a file name).
 */
export class WorkbenchError extends Error {
  readonly kind: ErrorKind;
  readonly details: unknown;

  constructor(kind: ErrorKind, message: string, details?: unknown) {
    super(abbreviate(message, maxMessage));
    this.name = 'WorkbenchError';
    this.kind = kind;
    this.details = details;
  }
}

/** Whether what was thrown is a WorkbenchError of one of these kinds. */
export function isOfKind(error: unknown, ...kinds: ErrorKind[]): error is WorkbenchError {
  return error instanceof WorkbenchError && kinds.includes(error.kind);
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
