/** Different labels that are kept; many more than classes, since numbers are written in several ways. */
const maxLabels = 100_000;

/** The different labels of a column, numbered in the order in which they come. */
export class LabelCodes {
  /** As `normalizeName` makes them, with the line of the first. */
  readonly labels: { text: string; line: number }[] = [];
  /** Whether there are more than are kept. */
  isFull = false;
  readonly #codes = new Map<string, number>();

  /** The number of the label; NaN where there are too many. */
  add(text: string, line: number): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    if (this.labels.length >= maxLabels) {
      this.isFull = true;
      return Number.NaN;
    }
    const code = this.labels.length;
    this.#codes.set(text, code);
    this.labels.push({ text, line });
    return code;
  }
}
