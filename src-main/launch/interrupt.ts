/**
 * Waits for Ctrl-C (or a polite kill), then closes. A second Ctrl-C while closing ends the process
 * at once.
 */
export async function untilInterrupted(
  close: () => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  await new Promise<void>((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
  for (const signal of signals) process.once(signal, () => process.exit(130));
  print('Closing; runs stop with a checkpoint. Ctrl-C again ends at once.');
  await close();
}
