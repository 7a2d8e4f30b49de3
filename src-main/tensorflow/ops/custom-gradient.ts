import { tf, type Tensor } from '../backend/tf';

/** Marks tensors that the backward pass needs; it gets them back in the same order. */
type Save = (tensors: Tensor[]) => void;

/**
 * An operation with a gradient of its own. `forward` sees the inputs and may `save` tensors; what is
 * not saved is gone when `backward` is called, with the gradient at the result and the saved ones. It
 * returns one gradient an input.
 */
export function customGradient(
  inputs: Tensor[],
  forward: (save: Save) => Tensor,
  backward: (dy: Tensor, saved: Tensor[]) => Tensor[],
): Tensor {
  const operation = tf.customGrad((...args) => ({
    value: forward(args[args.length - 1] as unknown as Save),
    gradFunc: backward,
  }));
  return operation(...inputs);
}
