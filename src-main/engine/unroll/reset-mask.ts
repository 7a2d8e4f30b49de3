import { tf, type Tensor } from '#tensorflow/backend/tf';
import { spread } from '../ops/broadcast';

/**
 * Zeroes what sequences that begin must not remember. Of a window it knows for each tick and row whether
 * the past is kept (1) or a sequence begins there (0).
 */
export class Keeper {
  readonly #rows: number;
  readonly #keep: Tensor | null;
  readonly #products = new Map<string, Tensor>();

  /** `keep`: `[ticks + 1, rows]`, the tick after the window included; null where no sequence ever ends. */
  constructor(keep: Tensor | null, rows: number) {
    this.#keep = keep;
    this.#rows = rows;
  }

  /** `message` `[rows, ...shape]`, sent at tick `sent` and heard at tick `heard` (0: before the window). */
  keep(message: Tensor, sent: number, heard: number): Tensor {
    const factor = this.factor(sent, heard);
    return factor ? tf.mul(message, spread(factor, message)) : message;
  }

  /** The same for the messages of several ticks, one after the other. */
  keepAll(messages: Tensor, sent: readonly number[], heard: readonly number[]): Tensor {
    const factors = heard.map((tick, index) => this.factor(sent[index] ?? 0, tick));
    if (factors.every((factor) => factor === null)) return messages;
    const all = tf.concat(factors.map((factor) => factor ?? tf.ones([this.#rows])));
    return tf.mul(messages, spread(all, messages));
  }

  /** `[rows]`: 1 where no sequence began after `sent`, up to and with `heard`; null where all is kept. */
  factor(sent: number, heard: number): Tensor | null {
    if (!this.#keep || sent >= heard) return null;
    const key = `${sent}-${heard}`;
    const known = this.#products.get(key);
    if (known) return known;
    const here = tf.reshape(tf.slice(this.#keep, [heard - 1, 0], [1, this.#rows]), [this.#rows]);
    const before = this.factor(sent, heard - 1);
    const product = before ? tf.mul(before, here) : here;
    this.#products.set(key, product);
    return product;
  }
}
