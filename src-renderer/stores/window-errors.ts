/** How many different ones are kept. */
const most = 50;
/** How often each was thrown, the newest last. */
const counts = new Map<string, number>();

/** Chromium tells so that sizes are measured again with the next picture: nothing is wrong. */
const harmless = /^ResizeObserver loop /;

/** Keeps errors of the window's own code, for the report of a problem. */
export function keepWindowErrors(): void {
  window.addEventListener('error', ({ error, message }) => keepError(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => keepError(reason));
}

/** The newest first, each once, with how often it was thrown. */
export function windowErrors(): string[] {
  return [...counts]
    .reverse()
    .map(([text, count]) => (count === 1 ? text : `${count} times: ${text}`));
}

export function keepError(thrown: unknown): void {
  const text = describe(thrown).slice(0, 4000);
  if (harmless.test(text)) return;
  const count = counts.get(text) ?? 0;
  counts.delete(text);
  counts.set(text, count + 1);
  const [oldest] = counts.keys();
  if (counts.size > most && oldest !== undefined) counts.delete(oldest);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
