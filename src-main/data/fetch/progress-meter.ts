import type { CorpusProgress } from '#spec/corpora';

/** Milliseconds between two reports of one stage: enough for the eye, little for the line. */
const pace = 200;

/** Turns bytes of one file after another into the progress of the whole, with the time left. */
export class FetchMeter {
  readonly #total: number;
  readonly #report: (progress: CorpusProgress) => void;
  readonly #now: () => number;
  /** Of the files that are whole. */
  #before = 0;
  #current = 0;
  #message = '';
  /** When bytes began to come, and how many came since: what lay here already took no time. */
  #began: { at: number; bytes: number } | null = null;
  #fresh = true;
  #toldAt = -Infinity;

  constructor(
    total: number,
    report: (progress: CorpusProgress) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#total = total;
    this.#report = report;
    this.#now = now;
  }

  begin(name: string): void {
    this.#current = 0;
    this.#fresh = true;
    this.#message = `Fetching ${name}`;
    this.#tell('fetching', this.#message);
  }

  /** Of the present file. What is there at the first call lay there before. */
  bytes(current: number): void {
    const now = this.#now();
    const gained = this.#fresh || current < this.#current ? 0 : current - this.#current;
    this.#fresh = false;
    this.#current = current;
    this.#began ??= { at: now, bytes: 0 };
    this.#began.bytes += gained;
    if (now - this.#toldAt >= pace) this.#tell('fetching', this.#message);
  }

  /** The present file is whole. */
  end(bytes: number): void {
    this.#before += bytes;
    this.#current = 0;
  }

  enter(stage: Exclude<CorpusProgress['stage'], 'fetching'>, message: string): void {
    this.#tell(stage, message);
  }

  get #sum(): number {
    return this.#before + this.#current;
  }

  #tell(stage: CorpusProgress['stage'], message: string): void {
    this.#toldAt = this.#now();
    this.#report({
      stage,
      bytes: this.#sum,
      totalBytes: this.#total,
      secondsLeft: stage === 'fetching' ? this.#secondsLeft() : null,
      message,
    });
  }

  #secondsLeft(): number | null {
    if (!this.#began) return null;
    const seconds = (this.#now() - this.#began.at) / 1000;
    const { bytes } = this.#began;
    return seconds >= 1 && bytes > 0 ? ((this.#total - this.#sum) * seconds) / bytes : null;
  }
}
