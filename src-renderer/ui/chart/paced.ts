interface Pace {
  /** At least so long lies between two values, in milliseconds. */
  shortest: number;
  /** After more than this, the next value is passed on whatever the last one cost. */
  longest: number;
  /** Calls `act` when what follows from a value is on the screen. */
  whenDrawn?: (act: () => void) => void;
}

/** The part of the time that may be spent on drawing what follows from the values. */
const share = 1 / 4;

/**
 * Passes values on: the first at once, and of those that follow soon after it the newest. Where it takes long to draw
 * what follows from a value, as without a graphics card, the next one waits longer.
 */
export class Paced<T> {
  readonly #pass: (value: T) => void;
  readonly #pace: Required<Pace>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The value that was passed on last, until the next one may follow it. */
  #last: object | null = null;
  #waiting: { value: T } | null = null;

  constructor(pass: (value: T) => void, pace: Pace) {
    this.#pass = pass;
    this.#pace = { whenDrawn: afterTwoFrames, ...pace };
  }

  push(value: T): void {
    if (this.#last === null) this.pushNow(value);
    else this.#waiting = { value };
  }

  /** Passes a value on at once, in the place of one that waits. */
  pushNow(value: T): void {
    clearTimeout(this.#timer);
    this.#waiting = null;
    const last = (this.#last = {});
    const start = performance.now();
    this.#pass(value);
    const { shortest, longest, whenDrawn } = this.#pace;
    whenDrawn(() => {
      if (this.#last !== last) return;
      const took = performance.now() - start;
      const interval = Math.min(Math.max(shortest, took / share), longest);
      this.#timer = setTimeout(() => this.#next(), interval - took);
    });
  }

  #next(): void {
    this.#last = null;
    if (this.#waiting) this.pushNow(this.#waiting.value);
  }
}

/** The second frame begins when the first one has been drawn. */
function afterTwoFrames(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act));
}
