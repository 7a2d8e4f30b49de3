import type { Tensor } from '#tensorflow/backend/tf';

/** The messages of one or several ticks on their way over an edge. n: the number of these ticks. */
export interface Message {
  /** `[n · rows, ...shape]`, one tick after the other. On the tape: gradients flow back through them. */
  values: Tensor;
  /** The n ticks of the window, from 1, at which they were sent; 0 for the one from before the window. */
  sentAt: readonly number[];
  /**
   * `[n · rows]`: 0 where a sequence starts between sending and reading, so that no gradient flows back there,
   * else 1; null where no sequence starts in between. The result belongs to the caller's tidy.
   */
  mask(): Tensor | null;
}

/**
 * What an edge does with the messages that cross it during one window. The unrolled model calls it in the
 * order of the forward pass, within the tape; what it returns is what the node above computes with, in the
 * shape of `values`. A plain edge returns the values as they are. How a training method decouples an edge is
 * one implementation of this interface (`engine/pass/methods`).
 */
export interface DecoupledEdge {
  /** A message from before the window. */
  carryIn(message: Message): Tensor;
  /** Messages that are sent and read within the window. */
  transmit(message: Message): Tensor;
  /**
   * The last message of the window, which is read in the next one. `wasRead`: `transmit` saw it as well,
   * because it is also read within this window.
   */
  carryOut(message: Message, wasRead: boolean): void;
  /** Whether the states that a core passes on from tick to tick within the window go through `transmit` too. */
  readonly interceptsStates: boolean;
}

/** An edge that passes every message on as it is, with its true gradient. */
export const plainEdge: DecoupledEdge = {
  interceptsStates: false,
  carryIn: ({ values }) => values,
  transmit: ({ values }) => values,
  carryOut: () => undefined,
};
