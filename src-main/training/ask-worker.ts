import { WorkbenchError } from '#spec/errors';
import { describeExit } from './describe-exit';
import type { LaunchWorker } from './port';
import type { FromWorker, ToWorker } from './protocol';

/**
 * Starts a worker process for one question, and resolves with what `read` makes of its answer, undefined for other
 * messages. Aborting the signal ends the process at once. Throws a WorkbenchError: what the worker reports, `internal`
 * where the process ends without an answer, `conflict` where it was aborted.
 */
export function askWorker<T>(
  launch: LaunchWorker,
  question: ToWorker,
  read: (message: FromWorker) => T | undefined,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw cancelled();
    const port = launch();
    port.onMessage((message) => {
      if (message.kind === 'failed') reject(new WorkbenchError(message.errorKind, message.message));
      const answer = read(message);
      if (answer !== undefined) resolve(answer);
    });
    port.onExit((exit) => reject(new WorkbenchError('internal', describeExit(exit))));
    signal?.addEventListener('abort', () => {
      reject(cancelled());
      port.kill();
    });
    port.send(question);
  });
}

function cancelled(): WorkbenchError {
  return new WorkbenchError('conflict', 'The evaluation was cancelled.', { isCancelled: true });
}
