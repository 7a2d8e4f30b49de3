import { rowNumbers } from './metric-files';

const firstRows = 64;

/** Rows of a metric that are not on the disk yet, as they will lie in the file: the buffer grows by doubling. */
export class RowBuffer {
  #numbers = new Float64Array(firstRows * rowNumbers);
  #length = 0;

  get rows(): number {
    return this.#length / rowNumbers;
  }

  /** The bytes of the rows: a view, which the next `push` may leave behind. */
  get bytes(): Uint8Array {
    const { buffer, BYTES_PER_ELEMENT } = this.#numbers;
    return new Uint8Array(buffer, 0, this.#length * BYTES_PER_ELEMENT);
  }

  push(step: number, seconds: number, value: number): void {
    const start = this.#length;
    if (start + rowNumbers > this.#numbers.length) this.#grow(start + rowNumbers);
    this.#numbers[start] = step;
    this.#numbers[start + 1] = seconds;
    this.#numbers[start + 2] = value;
    this.#length += rowNumbers;
  }

  /** Adds the rows of another buffer after its own. */
  pushAll({ bytes }: RowBuffer): void {
    const numbers = new Float64Array(bytes.buffer as ArrayBuffer, 0, bytes.byteLength / 8);
    if (this.#length + numbers.length > this.#numbers.length)
      this.#grow(this.#length + numbers.length);
    this.#numbers.set(numbers, this.#length);
    this.#length += numbers.length;
  }

  #grow(length: number): void {
    const grown = new Float64Array(Math.max(length, 2 * this.#numbers.length));
    grown.set(this.#numbers);
    this.#numbers = grown;
  }
}
