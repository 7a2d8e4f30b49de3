/**
 * Keeps one worker process ready that has loaded its modules and waits for its first message, so that a run that a user
 * starts makes its first step a second or more sooner. It takes about 90 MB of memory, and holds no data and no
 * TensorFlow, whose threads and devices are chosen for each run.
 *
 * ```ts
 * const workers = new SpareWorker(forkLauncher(entry));
 * workers.prepare();
 * createService({ launchWorker: () => workers.launch() });
 * ```
 */
import type { LaunchWorker, WorkerPort } from './port';

/** A new spare is started this long after the last one was used, when that run has made its first steps. */
const replaceAfterMs = 10_000;

export class SpareWorker {
  readonly #launch: LaunchWorker;
  #spare: WorkerPort | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Whether a spare is kept, which begins with the first. */
  #isKept = false;
  #isClosed = false;

  constructor(launch: LaunchWorker) {
    this.#launch = launch;
  }

  /** Starts the spare if there is none. */
  prepare(): void {
    this.#isKept = true;
    if (this.#spare || this.#isClosed) return;
    const spare = this.#launch();
    this.#spare = spare;
    spare.onExit(() => {
      if (this.#spare === spare) this.#spare = null;
    });
  }

  /** Hands the spare over, or starts a worker where none is ready. */
  launch(): WorkerPort {
    const spare = this.#spare;
    this.#spare = null;
    if (this.#isKept && !this.#isClosed) this.#replaceLater();
    return spare ?? this.#launch();
  }

  #replaceLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.prepare();
    }, replaceAfterMs).unref();
  }

  /** Ends the spare. Workers that were handed over go on. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#spare?.kill();
    this.#spare = null;
  }
}
