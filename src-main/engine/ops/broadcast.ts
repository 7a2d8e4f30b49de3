import { tf, type Tensor } from '#tensorflow/backend/tf';

/** A factor of each row, `[n]`, in a shape that multiplies `[n, ...]`. */
export function broadcastRows(factor: Tensor, rows: Tensor): Tensor {
  return tf.reshape(factor, [factor.size, ...rows.shape.slice(1).map(() => 1)]);
}
