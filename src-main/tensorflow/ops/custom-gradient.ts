import { tf, type Tensor } from '../backend/tf';

/** Keeps tensors for the backward pass, which receives them in the same order. */
type Save = (tensors: Tensor[]) => void;

/**
 * An op with a gradient of its own. `forward` computes the value from the inputs and may `save` tensors: all
 * others that it makes are disposed before `backward` runs. `backward` receives the gradient for the value
 * and the saved tensors, and returns one gradient for each input, of its shape.
 *
 *     const triple = customGradient([x], () => tf.mul(x, 3), (dy) => [tf.mul(dy, 3)]);
 */
export function customGradient(
  inputs: Tensor[],
  forward: (save: Save) => Tensor,
  backward: (dy: Tensor, saved: Tensor[]) => Tensor[],
): Tensor {
  const op = tf.customGrad((...args) => ({
    // tfjs passes the inputs and then the function that saves.
    value: forward(args[args.length - 1] as unknown as Save),
    gradFunc: backward,
  }));
  return op(...inputs);
}
