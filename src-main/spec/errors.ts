/** What kind of trouble it is: decides the exit status, the HTTP status and how the window shows it. */
export type ErrorKind = 'validation' | 'notFound' | 'conflict' | 'unavailable' | 'internal';

/**
 * The one error a user may see. `message` is a sentence that names the value, the place and the way
 * out; `details` is plain JSON for whoever wants to show more (a list of problems, a file name).
 */
export class WorkbenchError extends Error {
  readonly kind: ErrorKind;
  readonly details: unknown;

  constructor(kind: ErrorKind, message: string, details?: unknown) {
    super(message);
    this.name = 'WorkbenchError';
    this.kind = kind;
    this.details = details;
  }
}

/** The sentence of anything thrown, for places that must show something. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
