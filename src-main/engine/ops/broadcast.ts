import { tf, type Tensor } from '#tensorflow/backend/tf';

/** A factor for each row, `[n]`, reshaped so that it multiplies `rows` `[n, ...shape]` by broadcasting: `[n, 1, ...]`. */
export function broadcastRows(factor: Tensor, rows: Tensor): Tensor {
  return tf.reshape(factor, [factor.size, ...rows.shape.slice(1).map(() => 1)]);
}
