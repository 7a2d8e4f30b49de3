import type { RunRecorder } from './run-recorder';

export interface DiskWaitOptions {
  recorder: Pick<RunRecorder, 'run' | 'show' | 'retry' | 'abandon'>;
  /** Whether the run was asked to end, so that it does not wait for space any more. */
  isToEnd: () => boolean;
  pauseWorker: () => void;
  /** Called with the reason where the run is to end for the full disk. */
  onGivenUp: (reason: string | null) => void;
}

/** Holds a run while its disk is full, until the user resumes or stops it. */
export class DiskWait {
  readonly #options: DiskWaitOptions;
  #isWaiting = false;

  constructor(options: DiskWaitOptions) {
    this.#options = options;
  }

  /** The state is shown, since it cannot be written. */
  begin(reason: string): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { recorder, isToEnd, pauseWorker } = this.#options;
    if (isToEnd()) {
      this.giveUp(reason);
      return;
    }
    pauseWorker();
    recorder.show({
      status: 'paused',
      failure: `${reason} The run is paused at step ${recorder.run.step} until it is resumed.`,
    });
  }

  /** Tries again what the full disk has refused. */
  retry(): void {
    this.#isWaiting = false;
    this.#options.recorder.retry();
  }

  /** A run that waits ends without a checkpoint of its last step: it can be resumed from the one before. */
  giveUp(reason = this.#options.recorder.run.failure): void {
    if (!this.#isWaiting) return;
    this.#options.onGivenUp(reason);
    this.#options.recorder.abandon();
  }
}
