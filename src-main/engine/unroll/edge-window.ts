import { tf, type Tensor } from '#tensorflow/backend/tf';
import { messageIndexAt } from './clock';
import type { DecoupledEdge, Message } from './decoupled-edge';
import type { ResetMask } from './reset-mask';
import { concatTicks, gatherTicks, type TensorArray } from './tensor-array';

interface EdgeWindowOptions {
  /** Whether the reader gets a message one tick after it was sent at the earliest. */
  isDelayed: boolean;
  /** Batch size. */
  rows: number;
  /** Ticks of the window. */
  ticks: number;
  /** Ticks of the window at which the sender computes, and at which the reader does. */
  senderTicks: readonly number[];
  readerTicks: readonly number[];
  /** The newest message from before the window (the carry of a scan), `[rows, ...shape]`; null where the edge has none. */
  before: Tensor | null;
  edge: DecoupledEdge;
  resetMask: ResetMask;
}

/**
 * One edge during one window: finds for each tick of its reader the newest message that was sent by then, and
 * passes each message that is read through the edge (`DecoupledEdge`). A message that was sent before a sequence
 * started reads as zeros after that start.
 *
 * Messages are numbered by the sender's ticks, from 1; number 0 is the message from before the window. All
 * tensors belong to the caller's tidy. Throws a plain Error where a message from before the window is read
 * on an edge that carries none over: shape and period inference should have ruled that out.
 */
export class EdgeWindow {
  readonly #options: EdgeWindowOptions;
  readonly #sent: TensorArray;
  /** Messages that were passed on one at a time, by number, as the reader gets them. */
  readonly #received = new Map<number, Tensor>();
  /** The numbers of all messages that were read within the window. */
  readonly #readNumbers = new Set<number>();

  constructor(sent: TensorArray, options: EdgeWindowOptions) {
    this.#sent = sent;
    this.#options = options;
  }

  /** The message that the reader gets at `tick` of the window: `[rows, ...shape]`. */
  at(tick: number): Tensor {
    const number = this.#numberAt(tick);
    return this.#options.resetMask.apply(this.#receive(number), this.#sentTick(number), tick);
  }

  /** The messages that the reader gets at the given ticks, one after the other: `[ticks · rows, ...shape]`. */
  all(ticks: readonly number[]): Tensor {
    const { rows, resetMask } = this.#options;
    const numbers = ticks.map((tick) => this.#numberAt(tick));
    const { distinct, block } = this.#transmit(numbers);
    const pieces: Tensor[] = [];
    for (let from = 0; from < numbers.length;) {
      const first = numbers[from] ?? 0;
      let to = from + 1;
      if (first === 0 || !block) pieces.push(this.#receive(0));
      else {
        // A run of consecutive messages is one slice of the block.
        const positionOf = (at: number): number => distinct.indexOf(numbers[at] ?? 0) + 1;
        while (to < numbers.length && positionOf(to) === positionOf(from) + to - from) to += 1;
        const consecutive = numbers.slice(from, to).map((_, index) => positionOf(from + index));
        pieces.push(gatherTicks(block, rows, consecutive));
      }
      from = to;
    }
    return resetMask.applyAll(
      concatTicks(pieces),
      numbers.map((number) => this.#sentTick(number)),
      ticks,
    );
  }

  /** Passes the messages of the given ticks through the edge where no node of this window reads them. */
  send(ticks: readonly number[]): void {
    this.#transmit(ticks.map((tick) => this.#numberAt(tick)));
  }

  /** The newest message at the end of the window, sent in it or before: `[rows, ...shape]`. */
  last(): Tensor {
    const { senderTicks, before, resetMask, ticks } = this.#options;
    const newest = senderTicks.length > 0 ? this.#sent.at(senderTicks.length) : before;
    if (!newest) throw new Error('an edge carries no message over');
    return resetMask.apply(newest, this.#sentTick(senderTicks.length), ticks);
  }

  /** Shows the edge the message that the next window will read, if one was sent in this window. */
  carryOut(): void {
    const { senderTicks, ticks, edge } = this.#options;
    const number = senderTicks.length;
    if (number === 0) return;
    const message = this.#message([number], this.#sent.at(number), ticks + 1);
    edge.carryOut(message, this.#readNumbers.has(number));
  }

  /** Passes those of the numbered messages that were sent in the window through the edge, each once. */
  #transmit(numbers: readonly number[]): { distinct: number[]; block: Tensor | null } {
    const { rows, edge } = this.#options;
    const distinct = [...new Set(numbers)].filter((number) => number > 0);
    for (const number of distinct) this.#readNumbers.add(number);
    const block =
      distinct.length > 0
        ? edge.transmit(this.#message(distinct, gatherTicks(this.#sent.concat(), rows, distinct)))
        : null;
    return { distinct, block };
  }

  /** One message as the reader gets it. */
  #receive(number: number): Tensor {
    const { before, edge } = this.#options;
    const known = this.#received.get(number);
    if (known) return known;
    if (number === 0 && !before) throw new Error('an edge carries no message over');
    const received =
      number === 0
        ? edge.carryIn(this.#message([0], before as Tensor))
        : edge.transmit(this.#message([number], this.#sent.at(number)));
    this.#received.set(number, received);
    this.#readNumbers.add(number);
    return received;
  }

  /** `readAt`: the tick at which all of them are read; left out, the first at which each one is. */
  #message(numbers: readonly number[], values: Tensor, readAt?: number): Message {
    const { rows, ticks, readerTicks, resetMask } = this.#options;
    const sentAt = numbers.map((number) => this.#sentTick(number));
    return {
      values,
      sentAt,
      mask: () => {
        const masks = numbers.map((number, index) => {
          const firstRead = readerTicks.find((tick) => this.#numberAt(tick) === number);
          return resetMask.between(sentAt[index] ?? 0, readAt ?? firstRead ?? ticks + 1);
        });
        if (masks.every((mask) => mask === null)) return null;
        return concatTicks(masks.map((mask) => mask ?? tf.ones([rows])));
      },
    };
  }

  #numberAt(tick: number): number {
    const { isDelayed, senderTicks } = this.#options;
    return messageIndexAt(tick, senderTicks, isDelayed);
  }

  #sentTick(number: number): number {
    return number === 0 ? 0 : (this.#options.senderTicks[number - 1] ?? 0);
  }
}
