import { tf, type Tensor } from '#tensorflow/backend/tf';
import { broadcastRows } from '../ops/broadcast';

/**
 * Zeroes messages and states in the rows whose sequence starts anew, so that nothing is carried from one
 * sequence to the next (as `ResetCore` of dm-haiku does). Its tensors belong to the caller's tidy.
 */
export class ResetMask {
  readonly #rows: number;
  readonly #mask: Tensor | null;
  readonly #products = new Map<string, Tensor>();

  /** `mask`: `[ticks + 1, rows]`, 0 where a sequence starts, the tick after the window included; null where none ever does. */
  constructor(mask: Tensor | null, rows: number) {
    this.#mask = mask;
    this.#rows = rows;
  }

  /** `message` `[rows, ...shape]`, sent at tick `sent` (0: before the window), as it is read at tick `read`. */
  apply(message: Tensor, sent: number, read: number): Tensor {
    const mask = this.between(sent, read);
    return mask ? tf.mul(message, broadcastRows(mask, message)) : message;
  }

  /** The same for the messages of n ticks, one after the other: `[n · rows, ...shape]`. */
  applyAll(messages: Tensor, sent: readonly number[], read: readonly number[]): Tensor {
    const masks = read.map((tick, index) => this.between(sent[index] ?? 0, tick));
    if (masks.every((mask) => mask === null)) return messages;
    const all = tf.concat(masks.map((mask) => mask ?? tf.ones([this.#rows])));
    return tf.mul(messages, broadcastRows(all, messages));
  }

  /** `[rows]`: 0 where a sequence starts after tick `sent`, up to and including tick `read`, else 1; null where none can. */
  between(sent: number, read: number): Tensor | null {
    if (!this.#mask || sent >= read) return null;
    const key = `${sent}-${read}`;
    const known = this.#products.get(key);
    if (known) return known;
    const last = tf.reshape(tf.slice(this.#mask, [read - 1, 0], [1, this.#rows]), [this.#rows]);
    const before = this.between(sent, read - 1);
    const product = before ? tf.mul(before, last) : last;
    this.#products.set(key, product);
    return product;
  }
}
