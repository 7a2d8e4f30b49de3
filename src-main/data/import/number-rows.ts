/** Numbers of a block of rows, unless a row is longer. */
const blockNumbers = 2 ** 16;

/** A matrix of float64 that grows row by row without being copied. */
export class NumberRows {
  readonly #columns: number;
  readonly #rowsPerBlock: number;
  readonly #blocks: Float64Array[] = [];
  #count = 0;

  constructor(columns: number) {
    this.#columns = columns;
    this.#rowsPerBlock = Math.max(1, Math.floor(blockNumbers / Math.max(1, columns)));
  }

  get count(): number {
    return this.#count;
  }

  push(row: Float64Array): void {
    const at = this.#count % this.#rowsPerBlock;
    if (at === 0) this.#blocks.push(new Float64Array(this.#rowsPerBlock * this.#columns));
    this.#blocks.at(-1)?.set(row, at * this.#columns);
    this.#count += 1;
  }

  get(row: number, column: number): number {
    const block = this.#blocks[Math.floor(row / this.#rowsPerBlock)];
    return block?.[(row % this.#rowsPerBlock) * this.#columns + column] ?? Number.NaN;
  }
}
