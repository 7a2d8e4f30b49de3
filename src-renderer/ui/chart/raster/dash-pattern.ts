/** A place in the dashes and gaps along a line. */
export class DashPattern {
  readonly #lengths: readonly number[];
  #index = 0;
  /** How far the dash or gap goes on, and how much of it is behind. */
  left = 0;
  behind = 0;

  /** Lengths of dashes and gaps by turns; an odd number of them is used twice, as a canvas does. */
  constructor(lengths: readonly number[]) {
    this.#lengths = lengths.length % 2 === 0 ? lengths : [...lengths, ...lengths];
    this.restart();
  }

  get isDash(): boolean {
    return this.#index % 2 === 0;
  }

  /** Goes back to the beginning of the first dash. */
  restart(): void {
    this.#index = 0;
    this.behind = 0;
    this.left = this.#lengths[0] ?? Infinity;
  }

  /** Goes on along the line. */
  advance(length: number): void {
    this.left -= length;
    this.behind += length;
    while (this.left <= 0) {
      this.#index = (this.#index + 1) % this.#lengths.length;
      this.behind = -this.left;
      this.left += Math.max(1e-3, this.#lengths[this.#index] ?? Infinity);
    }
  }
}
