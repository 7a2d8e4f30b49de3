const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm, tsx and the terminal may each pass on the same Ctrl-C: this near they are one. */
const sameWithin = 400;

/**
 * Listens for Ctrl-C and its like: `first` is called at the first, `second` at every later one.
 * Returns the way to stop listening.
 */
export function onInterrupt(first: () => void, second: () => void): () => void {
  let heardAt: number | null = null;
  const hear = (): void => {
    const now = performance.now();
    if (heardAt === null) first();
    else if (now - heardAt > sameWithin) second();
    else return;
    heardAt = now;
  };
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
