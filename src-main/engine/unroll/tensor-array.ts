import { sizeOf } from '#spec/shapes';
import { tf, type Tensor } from '#tensorflow/backend/tf';

/**
 * What a node sends over the ticks of a window, in whichever form it was made: one tensor of all ticks,
 * `[ticks · rows, ...shape]` with the ticks one after the other, or one of each, `[rows, ...shape]`, whole
 * or in parts side by side; the other form is made when it is asked for. Ticks are counted from 1, among
 * those of the sender.
 */
export class TensorArray {
  readonly #rows: number;
  readonly #single = new Map<number, Tensor>();
  readonly #parts = new Map<number, readonly Tensor[]>();
  #whole: Tensor | null;
  #count: number;

  constructor(rows: number, whole: Tensor | null = null) {
    this.#rows = rows;
    this.#whole = whole;
    this.#count = whole ? (whole.shape[0] ?? 0) / rows : 0;
  }

  get count(): number {
    return this.#count;
  }

  push(message: Tensor): void {
    this.#count += 1;
    this.#single.set(this.#count, message);
  }

  /** Parts of one message, each `[rows, n]`: joined only if the whole is wanted. */
  pushParts(parts: readonly Tensor[]): void {
    this.#count += 1;
    this.#parts.set(this.#count, parts);
  }

  partsAt(tick: number): readonly Tensor[] {
    return this.#parts.get(tick) ?? [this.at(tick)];
  }

  at(tick: number): Tensor {
    const found = this.#single.get(tick);
    if (found) return found;
    const message = this.#joined(tick) ?? this.#cut(tick);
    this.#single.set(tick, message);
    return message;
  }

  concat(): Tensor {
    this.#whole ??= concatTicks(
      Array.from({ length: this.#count }, (_, index) => this.at(index + 1)),
    );
    return this.#whole;
  }

  #joined(tick: number): Tensor | null {
    const parts = this.#parts.get(tick);
    if (!parts) return null;
    const [only] = parts;
    return parts.length === 1 && only ? only : tf.concat([...parts], 1);
  }

  #cut(tick: number): Tensor {
    if (!this.#whole) throw new Error(`nothing was sent at tick ${tick}`);
    return gatherTicks(this.#whole, this.#rows, [tick]);
  }
}

/** Messages of several ticks, one after the other. */
export function concatTicks(messages: readonly Tensor[]): Tensor {
  const [first] = messages;
  if (!first) throw new Error('no ticks to join');
  return messages.length === 1 ? first : tf.concat([...messages], 0);
}

/** The given ticks (from 1) of `[ticks · rows, ...shape]`, one after the other. */
export function gatherTicks(whole: Tensor, rows: number, ticks: readonly number[]): Tensor {
  const total = (whole.shape[0] ?? 0) / rows;
  if (ticks.length === total && ticks.every((tick, index) => tick === index + 1)) return whole;
  const every = total / ticks.length;
  const rest = whole.shape.slice(1);
  // The last tick of every period: one slice instead of many.
  if (ticks.length > 1 && ticks.every((tick, index) => tick === (index + 1) * every)) {
    const row = rows * sizeOf(rest);
    const grouped = tf.reshape(whole, [ticks.length, every, row]);
    const last = tf.slice(grouped, [0, every - 1, 0], [ticks.length, 1, row]);
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
