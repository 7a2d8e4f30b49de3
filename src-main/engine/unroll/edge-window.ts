import type { Edge } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { heardAt } from './clock';
import type { Keeper } from './reset-mask';
import { joinTicks, takeTicks, type Track } from './tensor-array';

/** Messages on their way over an edge. */
export interface Crossing {
  edge: Edge;
  /** `[n · rows, ...shape]`. */
  messages: Tensor;
  /** The n ticks of the window at which they were sent; 0 for the one from before the window. */
  sent: readonly number[];
  /** `[n · rows]`: 0 where a sequence begins before the message is heard, else 1; null where it never does. */
  mask(): Tensor | null;
}

/** What edges do to the messages that cross them: returns what the reader gets, in the same shape. */
export interface EdgePolicy {
  /** A message from before the window. */
  carried(crossing: Crossing): Tensor;
  /** Messages sent and heard in the window. */
  within(crossing: Crossing): Tensor;
  /** The last message of the window, which will be heard in the next; `heard`: in this one as well. */
  left(crossing: Crossing, heard: boolean): void;
  /** Whether the states that a core hands itself within the window go through `within` too. */
  readonly seesStates: boolean;
}

interface LineOptions {
  edge: Edge;
  rows: number;
  /** Ticks of the window. */
  ticks: number;
  /** Ticks of the window at which the sender computes, and at which the reader does. */
  senderTicks: readonly number[];
  readerTicks: readonly number[];
  /** The newest message from before the window; null where the edge carries nothing over. */
  before: Tensor | null;
  policy: EdgePolicy;
  keeper: Keeper;
}

/**
 * An edge during one window: finds for each tick of its reader the message that is heard there. Where a
 * sequence began since the message was sent, it is zero.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #track: Track;
  /** By number of the sender's tick, from 1; 0 is the message from before. */
  readonly #heard = new Map<number, Tensor>();

  constructor(track: Track, options: LineOptions) {
    this.#track = track;
    this.#options = options;
  }

  /** The message that the reader hears at `tick` of the window, `[rows, ...shape]`. */
  at(tick: number): Tensor {
    const number = this.#numberAt(tick);
    return this.#options.keeper.keep(this.#message(number), this.#timeOf(number), tick);
  }

  /** Those of all the given ticks of the window, one after the other. */
  all(ticks: readonly number[]): Tensor {
    const { rows, keeper } = this.#options;
    const numbers = ticks.map((tick) => this.#numberAt(tick));
    const { distinct, block } = this.#cross(numbers);
    const pieces: Tensor[] = [];
    for (let from = 0; from < numbers.length;) {
      const first = numbers[from] ?? 0;
      let to = from + 1;
      if (first === 0 || !block) pieces.push(this.#message(0));
      else {
        const place = (at: number): number => distinct.indexOf(numbers[at] ?? 0) + 1;
        while (to < numbers.length && place(to) === place(from) + to - from) to += 1;
        const run = numbers.slice(from, to).map((_, index) => place(from + index));
        pieces.push(takeTicks(block, rows, run));
      }
      from = to;
    }
    return keeper.keepAll(
      joinTicks(pieces),
      numbers.map((number) => this.#timeOf(number)),
      ticks,
    );
  }

  /** Takes the messages that are heard at the given ticks over the edge, where nobody reads them here. */
  send(ticks: readonly number[]): void {
    this.#cross(ticks.map((tick) => this.#numberAt(tick)));
  }

  /** Those of the given messages that were sent in the window, each once, as the reader gets them. */
  #cross(numbers: readonly number[]): { distinct: number[]; block: Tensor | null } {
    const { rows, policy } = this.#options;
    const distinct = [...new Set(numbers)].filter((number) => number > 0);
    for (const number of distinct) this.#isHeard.add(number);
    const block =
      distinct.length > 0
        ? policy.within(this.#crossing(distinct, takeTicks(this.#track.all(), rows, distinct)))
        : null;
    return { distinct, block };
  }

  /** The newest message at the end of the window, sent in it or before: `[rows, ...shape]`. */
  last(): Tensor {
    const { senderTicks, before, keeper, ticks } = this.#options;
    const newest = senderTicks.length > 0 ? this.#track.at(senderTicks.length) : before;
    if (!newest) throw new Error('an edge carries nothing over');
    return keeper.keep(newest, this.#timeOf(senderTicks.length), ticks);
  }

  /** Tells the policy of the message that is left for the next window, if one was sent in this. */
  leave(): void {
    const number = this.#options.senderTicks.length;
    if (number === 0) return;
    const crossing = this.#crossing([number], this.#track.at(number), this.#options.ticks + 1);
    this.#options.policy.left(crossing, this.#isHeard.has(number));
  }

  readonly #isHeard = new Set<number>();

  #crossing(numbers: readonly number[], messages: Tensor, heardAtTick?: number): Crossing {
    const { edge, rows, ticks, readerTicks, keeper } = this.#options;
    const sent = numbers.map((number) => this.#timeOf(number));
    return {
      edge,
      messages,
      sent,
      mask: () => {
        const factors = numbers.map((number, index) => {
          const heard =
            heardAtTick ?? readerTicks.find((tick) => this.#numberAt(tick) === number) ?? ticks + 1;
          return keeper.factor(sent[index] ?? 0, heard);
        });
        if (factors.every((factor) => factor === null)) return null;
        return joinTicks(factors.map((factor) => factor ?? tf.ones([rows])));
      },
    };
  }

  #numberAt(tick: number): number {
    const { edge, senderTicks } = this.#options;
    return heardAt(tick, senderTicks, edge.delay !== undefined);
  }

  #timeOf(number: number): number {
    return number === 0 ? 0 : (this.#options.senderTicks[number - 1] ?? 0);
  }

  #message(number: number): Tensor {
    const { before, policy } = this.#options;
    const known = this.#heard.get(number);
    if (known) return known;
    if (number === 0 && !before) throw new Error('an edge carries nothing over');
    const message =
      number === 0
        ? policy.carried(this.#crossing([0], before as Tensor))
        : policy.within(this.#crossing([number], this.#track.at(number)));
    this.#heard.set(number, message);
    this.#isHeard.add(number);
    return message;
  }
}
