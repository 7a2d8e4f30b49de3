import { sizeFromShape } from '#spec/shapes';
import { tf, type Tensor } from '#tensorflow/backend/tf';

/**
 * What a node sends over the ticks of a window (`tf.TensorArray`), in the form in which it was computed: one tensor
 * of all ticks, `[ticks · rows, ...shape]` with the ticks one after the other, or one tensor for each tick,
 * `[rows, ...shape]`, which may be in parts side by side. The other form is made when it is first asked for.
 * Ticks are counted from 1 among those of the sender. All tensors belong to the caller's tidy.
 */
export class TensorArray {
  readonly #rows: number;
  readonly #single = new Map<number, Tensor>();
  readonly #parts = new Map<number, readonly Tensor[]>();
  #whole: Tensor | null;
  #count: number;

  /** `rows`: batch size. `whole`: all ticks at once, `[ticks · rows, ...shape]`; null to push tick by tick. */
  constructor(rows: number, whole: Tensor | null = null) {
    this.#rows = rows;
    this.#whole = whole;
    this.#count = whole ? (whole.shape[0] ?? 0) / rows : 0;
  }

  /** Number of ticks. */
  get count(): number {
    return this.#count;
  }

  /** Adds the message of the next tick, `[rows, ...shape]`. */
  push(message: Tensor): void {
    this.#count += 1;
    this.#single.set(this.#count, message);
  }

  /** Adds the message of the next tick in parts, each `[rows, n]`; they are concatenated only if the whole is asked for. */
  pushParts(parts: readonly Tensor[]): void {
    this.#count += 1;
    this.#parts.set(this.#count, parts);
  }

  /** The parts of a message as they were pushed, or the message itself. */
  partsAt(tick: number): readonly Tensor[] {
    return this.#parts.get(tick) ?? [this.at(tick)];
  }

  /** The message of one tick, `[rows, ...shape]`. Throws a plain Error for a tick that was not pushed. */
  at(tick: number): Tensor {
    const known = this.#single.get(tick);
    if (known) return known;
    const message = this.#concatParts(tick) ?? this.#sliceTick(tick);
    this.#single.set(tick, message);
    return message;
  }

  /** All messages, one tick after the other: `[ticks · rows, ...shape]`. Throws a plain Error where there are none. */
  concat(): Tensor {
    this.#whole ??= concatTicks(
      Array.from({ length: this.#count }, (_, index) => this.at(index + 1)),
    );
    return this.#whole;
  }

  #concatParts(tick: number): Tensor | null {
    const parts = this.#parts.get(tick);
    if (!parts) return null;
    const [only] = parts;
    return parts.length === 1 && only ? only : tf.concat([...parts], 1);
  }

  #sliceTick(tick: number): Tensor {
    if (!this.#whole) throw new Error(`nothing was sent at tick ${tick}`);
    return gatherTicks(this.#whole, this.#rows, [tick]);
  }
}

/** The messages of several ticks, each `[rows, ...shape]`, one after the other. Throws a plain Error for no ticks. */
export function concatTicks(messages: readonly Tensor[]): Tensor {
  const [first] = messages;
  if (!first) throw new Error('no ticks to join');
  return messages.length === 1 ? first : tf.concat([...messages], 0);
}

/** The messages of the given ticks (from 1) out of `[ticks · rows, ...shape]`, one after the other. */
export function gatherTicks(whole: Tensor, rows: number, ticks: readonly number[]): Tensor {
  const total = (whole.shape[0] ?? 0) / rows;
  if (ticks.length === total && ticks.every((tick, index) => tick === index + 1)) return whole;
  const period = total / ticks.length;
  const rest = whole.shape.slice(1);
  // The last tick of every period: one slice instead of many.
  if (ticks.length > 1 && ticks.every((tick, index) => tick === (index + 1) * period)) {
    const row = rows * sizeFromShape(rest);
    const grouped = tf.reshape(whole, [ticks.length, period, row]);
    const last = tf.slice(grouped, [0, period - 1, 0], [ticks.length, 1, row]);
    return tf.reshape(last, [ticks.length * rows, ...rest]);
  }
  const runs: { from: number; length: number }[] = [];
  for (const tick of ticks) {
    const run = runs.at(-1);
    if (run && run.from + run.length === tick) run.length += 1;
    else runs.push({ from: tick, length: 1 });
  }
  return concatTicks(
    runs.map(({ from, length }) =>
      tf.slice(whole, [(from - 1) * rows, ...rest.map(() => 0)], [length * rows, ...rest]),
    ),
  );
}
