/** How many are kept. */
const most = 50;
const errors: string[] = [];

/** Keeps errors of the window's own code, for the report of a problem. */
export function keepWindowErrors(): void {
  window.addEventListener('error', ({ error, message }) => keep(describe(error ?? message)));
  window.addEventListener('unhandledrejection', ({ reason }) => keep(describe(reason)));
}

/** The newest first. */
export function windowErrors(): readonly string[] {
  return errors;
}

function keep(text: string): void {
  errors.unshift(text.slice(0, 4000));
  errors.length = Math.min(errors.length, most);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
