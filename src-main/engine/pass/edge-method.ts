import type { EdgeId } from '#spec/model';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { FeedReader } from '../feed/feed-reader';
import type { Interface } from '../model/network';
import { stopGradient } from '../ops/stop-gradient';
import type { TensorScope } from '../ops/tensor-scope';
import type { DecoupledEdge, Message } from '../unroll/decoupled-edge';

/** What the decoupled edges of one window share. */
export interface WindowContext {
  reader: FeedReader;
  /** Keeps tensors that are made in the passes until the result of the window is disposed of. */
  scope: TensorScope;
  /** A dummy scalar that the window is differentiated by: tfjs follows only paths of the tape from such an input to the loss. */
  anchor: Scalar;
  /** n = ticks · rows of the whole batch: the objective is the mean over n losses. */
  count: number;
  /** The share of the batch that the rows of this window are; 1 for all of it. */
  weight: number;
  /** Modules whose objective is minimised in this window. */
  learningModules: ReadonlySet<string>;
  /** k of the interface, a scalar; 0 while its synthesizer warms up. */
  scaleOf(on: Interface): Tensor;
  /** Whether the messages have crossed their edges before, so that synthetic input models have learnt from them. */
  isReplay: boolean;
}

/** What one window saw of messages on a decoupled edge. Tensors are constants, `[n · rows, ...message shape]`. */
export interface InterfaceTrace {
  /** The n ticks of the window at which the messages were sent; 0: before it. */
  sentAt: readonly number[];
  /** h, as the module below computed it. */
  message: Tensor;
  /** What the module above computed with: h itself, or the synthetic input. */
  received: Tensor;
  /** M(h, c), on the scale of a single example's loss, without k; null where neither side learns. */
  synthetic: Tensor | null;
  /** The gradient that arrived from the module above (`grad_output` of PyTorch), of a single example's loss; null where none did. */
  arriving: Tensor | null;
  /** `[n · rows]`: 0 where a sequence starts between sending and reading, else 1; null where none does. */
  mask: Tensor | null;
}

/** A decoupled edge that keeps a trace of what crossed it, in the order of the forward pass. */
export interface TracedEdge extends DecoupledEdge {
  readonly traces: readonly InterfaceTrace[];
  /** Its terms of the objective, scalars: asked for once, when everything has crossed it. */
  terms(): readonly Tensor[];
}

/** How a training method makes the object that an interface is for one window. */
export type EdgeMethod = (on: Interface, window: WindowContext) => TracedEdge;

/** By edge, the traces of a window. */
export type Traces = ReadonlyMap<EdgeId, readonly InterfaceTrace[]>;

/** A new trace of a message. Its tensors live as long as the window's scope. */
export function traceMessage(message: Message, { scope }: WindowContext): InterfaceTrace {
  // A clone, because a message may be the very tensor of the feed.
  const values = scope.keep(stopGradient(() => tf.clone(message.values)));
  const mask = message.mask();
  return {
    sentAt: message.sentAt,
    message: values,
    received: values,
    synthetic: null,
    arriving: null,
    mask: mask && scope.keep(stopGradient(() => tf.clone(mask))),
  };
}

/**
 * What the backward pass calls with the gradient that arrives at a message. The objective is a mean over n
 * losses; traces hold the gradient of a single example's loss, so it is multiplied by n.
 */
export function recordArriving(
  trace: InterfaceTrace,
  { scope, count }: WindowContext,
): (gradient: Tensor) => void {
  return (gradient) => {
    trace.arriving = scope.keep(tf.mul(gradient, count));
  };
}
