import type { Tensor } from '#tensorflow/backend/tf';
import type { NormMode } from '../batch-norm';

/** What a layer needs to know of the pass it runs in. */
export interface ForwardMode extends NormMode {
  /** Of the random numbers of this pass (dropout), the same for every layer: int32 `[2]`. */
  seed: Tensor;
}

/**
 * What a node computes. Inputs are the messages of its edges in the order of the spec, each
 * `[batch, ...shape]`; the result is `[batch, ...output shape]`. It runs inside the caller's tidy and
 * keeps nothing: parameters belong to the `Parameters` it was built with.
 */
export type Layer = (inputs: Tensor[], pass: ForwardMode) => Tensor;
