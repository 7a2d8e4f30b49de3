import { isDiskFull } from '#files/file-errors';
import { WorkbenchError, messageOf } from '#spec/errors';
import type { WorkerControl } from './worker-control';
import type { ManagerLink } from './worker-link';

/**
 * The worker's view of the manager that records its run. A checkpoint is saved only after the manager has confirmed
 * that the curves up to it are on the disk; when the manager's process is gone, nothing is confirmed any more.
 */
export class RecordingLink {
  readonly #link: ManagerLink;
  readonly #control: WorkerControl;
  #answer: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #isGone = false;

  constructor(link: ManagerLink, control: WorkerControl) {
    this.#link = link;
    this.#control = control;
    link.onDisconnect(() => {
      this.#isGone = true;
      this.#answer?.reject(notRecorded());
    });
    link.onMessage((message) => {
      if (message.kind !== 'synced') return;
      const { failure } = message;
      if (failure === null) this.#answer?.resolve();
      else this.#answer?.reject(new WorkbenchError('unavailable', failure));
    });
  }

  /** Resolves once every event sent so far is on the disk. Rejects with `unavailable` where nobody records the run. */
  async sync(): Promise<void> {
    if (this.#isGone) throw notRecorded();
    await new Promise<void>((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#link.send({ kind: 'sync' });
    });
  }

  /**
   * For a checkpoint that could not be written because the disk is full: pauses until the manager resumes or stops
   * the run. Rejects with `error` where it is to be stopped, and for every other error.
   */
  async retrySave(error: Error): Promise<void> {
    if (this.#isGone || !isDiskFull(error)) throw error;
    this.#control.pause();
    this.#link.send({ kind: 'diskFull', message: messageOf(error) });
    await this.#control.untilUnpaused();
    if (this.#control.signal.aborted) throw error;
  }
}

function notRecorded(): WorkbenchError {
  return new WorkbenchError('unavailable', 'The program that recorded this run is gone.');
}
