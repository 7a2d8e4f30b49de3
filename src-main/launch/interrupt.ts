import { onInterrupt } from './interrupts';

/**
 * Waits for Ctrl-C (or a polite kill), then closes. A second Ctrl-C while closing ends the process
 * at once.
 */
export async function untilInterrupted(
  close: () => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  let stopListening = (): void => undefined;
  await new Promise<void>((resolve) => {
    stopListening = onInterrupt(resolve, () => process.exit(130));
  });
  print('Closing; runs stop with a checkpoint. Ctrl-C again ends at once.');
  await close();
  stopListening();
}
