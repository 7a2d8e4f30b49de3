import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { customGradient } from './stop-gradient';
import { broadcastRows } from './broadcast';

/**
 * Mean over the rows of the squared Euclidean distance of each: the paper's ‖M(h) − δ‖². Rows with a 0 in
 * `mask` `[rows]` count as exact.
 */
export function meanSquaredError(a: Tensor, b: Tensor, mask: Tensor | null = null): Scalar {
  const difference = masked(tf.sub(a, b), mask);
  return tf.div(tf.sum(tf.square(difference)), a.shape[0] ?? 1) as Scalar;
}

/**
 * `meanSquaredDistance(guess, target(), mask)` for a target that is known in the backward pass only. Its
 * value is given as 0, its gradient is the true one.
 */
export function deferredSquaredError(
  guess: Tensor,
  target: () => Tensor | null,
  mask: Tensor | null = null,
): Tensor {
  return customGradient(
    [guess],
    (save) => {
      save([guess]);
      return tf.scalar(0);
    },
    (dy, saved) => {
      const [given, wanted] = [saved[0], target()];
      if (!given || !wanted) throw new Error('a synthesizer was to learn, but no gradient arrived');
      const difference = masked(tf.sub(given, wanted), mask);
      return [tf.mul(difference, tf.mul(dy, 2 / (given.shape[0] ?? 1)))];
    },
  );
}

function masked(difference: Tensor, mask: Tensor | null): Tensor {
  if (!mask) return difference;
  return tf.mul(difference, broadcastRows(mask, difference));
}
