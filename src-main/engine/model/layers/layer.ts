import type { Tensor } from '#tensorflow/backend/tf';
import type { NormMode } from '../batch-norm';

/** How layers behave in a forward pass. */
export interface ForwardMode extends NormMode {
  /** Seed of the random numbers of this pass (dropout), the same for every layer: int32 `[2]`. */
  seed: Tensor;
}

/**
 * What a node computes. Inputs are the messages of its edges in the order of the spec, each `[rows, ...shape]`; the
 * result is `[rows, ...output shape]`. It runs in the caller's tidy and keeps no tensor: parameters belong to the
 * `Parameters` that it was built with.
 */
export type Layer = (inputs: Tensor[], mode: ForwardMode) => Tensor;
