interface Listener<T> {
  onanswer: (answer: T) => void;
  onerror: (error: unknown) => void;
}

/**
 * Asks again and again while the user edits a form, and hears only the answer to the latest question.
 * It waits until the user pauses, and one question is answered at a time, so that a slow answer is
 * not slowed further by questions that are outdated already.
 */
export class LatestAnswer<T> {
  readonly #pauseMs: number;
  readonly #listener: Listener<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #next: (() => Promise<T>) | null = null;
  #isAsking = false;
  /** Numbers the calls of `ask` and `cancel`, so that outdated answers are dropped. */
  #number = 0;

  constructor(pauseMs: number, listener: Listener<T>) {
    this.#pauseMs = pauseMs;
    this.#listener = listener;
  }

  ask(question: () => Promise<T>): void {
    this.cancel();
    this.#next = question;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#answer();
    }, this.#pauseMs);
  }

  /** The answers to all questions so far are dropped. */
  cancel(): void {
    this.#number += 1;
    this.#next = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #answer(): Promise<void> {
    if (this.#isAsking || this.#timer !== undefined) return;
    const question = this.#next;
    if (!question) return;
    this.#next = null;
    const number = this.#number;
    this.#isAsking = true;
    let tell: () => void;
    try {
      const answer = await question();
      tell = () => this.#listener.onanswer(answer);
    } catch (error) {
      tell = () => this.#listener.onerror(error);
    }
    this.#isAsking = false;
    if (number === this.#number) tell();
    else void this.#answer();
  }
}
