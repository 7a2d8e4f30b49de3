import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';

/**
 * Runs `forward` on a tape and differentiates the scalar that it returns. The gradients stand in the order of
 * `inputs`, each in the shape of its input, null where none arrives; the caller disposes of them. Everything
 * else that the passes make is freed.
 */
export function differentiate(forward: () => Scalar, inputs: readonly Tensor[]): (Tensor | null)[] {
  const { value, grads } = tf.engine().gradients<Tensor>(forward, [...inputs], undefined, true);
  value.dispose();
  return grads.map((gradient) => gradient ?? null);
}
