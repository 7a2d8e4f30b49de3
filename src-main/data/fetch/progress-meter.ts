import type { CorpusProgress } from '#spec/corpora';

/** Least milliseconds between two reports of one stage. */
const reportIntervalMs = 200;

/** Computes the progress of a download of several files, with the time left, from the bytes of each. */
export class FetchMeter {
  readonly #total: number;
  readonly #report: (progress: CorpusProgress) => void;
  readonly #now: () => number;
  /** Bytes of the complete files. */
  #completed = 0;
  /** Bytes of the current file. */
  #current = 0;
  #message = '';
  /** The time of the first bytes, and the bytes downloaded since, without those of earlier downloads. */
  #started: { at: number; bytes: number } | null = null;
  /** Whether the current file has reported no bytes yet. */
  #isNewFile = true;
  #reportedAt = -Infinity;

  constructor(
    total: number,
    report: (progress: CorpusProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#total = total;
    this.#report = report;
    this.#now = now;
  }

  startFile(name: string): void {
    this.#current = 0;
    this.#isNewFile = true;
    this.#message = `Fetching ${name}`;
    this.#emit('fetching', this.#message);
  }

  /** Bytes of the current file on the disk. Those of the first call are from earlier downloads. */
  update(current: number): void {
    const now = this.#now();
    const gained = this.#isNewFile || current < this.#current ? 0 : current - this.#current;
    this.#isNewFile = false;
    this.#current = current;
    this.#started ??= { at: now, bytes: 0 };
    this.#started.bytes += gained;
    if (now - this.#reportedAt >= reportIntervalMs) this.#emit('fetching', this.#message);
  }

  /** The current file, of this size, is complete. */
  finishFile(bytes: number): void {
    this.#completed += bytes;
    this.#current = 0;
  }

  enterStage(stage: Exclude<CorpusProgress['stage'], 'fetching'>, message: string): void {
    this.#emit(stage, message);
  }

  get #downloaded(): number {
    return this.#completed + this.#current;
  }

  #emit(stage: CorpusProgress['stage'], message: string): void {
    this.#reportedAt = this.#now();
    this.#report({
      stage,
      bytes: this.#downloaded,
      totalBytes: this.#total,
      secondsLeft: stage === 'fetching' ? this.#secondsLeft() : null,
      message,
    });
  }

  #secondsLeft(): number | null {
    if (!this.#started) return null;
    const seconds = (this.#now() - this.#started.at) / 1000;
    const { bytes } = this.#started;
    return seconds >= 1 && bytes > 0 ? ((this.#total - this.#downloaded) * seconds) / bytes : null;
  }
}
