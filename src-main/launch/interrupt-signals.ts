const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm, tsx and the terminal may each forward the same Ctrl-C: signals this close count as one. */
const duplicateWindowMs = 400;

/**
 * Listens for SIGINT, SIGTERM and SIGHUP: calls `first` for the first signal and `second` for each
 * later one. Returns a function that removes the listeners.
 */
export function onInterrupt(first: () => void, second: () => void): () => void {
  let lastSignalAt: number | null = null;
  const onSignal = (): void => {
    const now = performance.now();
    if (lastSignalAt === null) first();
    else if (now - lastSignalAt > duplicateWindowMs) second();
    else return;
    lastSignalAt = now;
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
