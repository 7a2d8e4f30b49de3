import { onInterrupt } from './interrupt-signals';

/**
 * Waits for Ctrl-C or SIGTERM, then calls `close`. A second Ctrl-C during `close` ends the process at
 * once with status 130.
 */
export async function closeOnInterrupt(
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
