import { onInterrupt } from '../launch/interrupt-signals';
import { exitStatus } from './exit-status';
import { printToStderr } from './output';

/** Does some work that Ctrl-C ends without a trace. Returns its exit status. */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  const removeListener = onInterrupt(stop, stop);
  try {
    return await work(interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    printToStderr('Interrupted: nothing is written.');
    return exitStatus.interrupted;
  } finally {
    removeListener();
  }
}
