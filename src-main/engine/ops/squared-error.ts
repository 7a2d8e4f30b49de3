import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { broadcastRows } from './broadcast';
import { customGradient } from './stop-gradient';

/**
 * The mean over rows of ‖a − b‖², the squared Euclidean distance of each row: a scalar. It is the loss of a
 * synthesizer, ‖M(h) − δ‖² (Jaderberg et al. 2017, section 2.2). `a` and `b`: `[rows, ...shape]`. Rows with a 0
 * in `mask` `[rows]` count as exact.
 */
export function meanSquaredError(a: Tensor, b: Tensor, mask: Tensor | null = null): Scalar {
  const difference = applyMask(tf.sub(a, b), mask);
  return tf.div(tf.sum(tf.square(difference)), a.shape[0] ?? 1) as Scalar;
}

/**
 * `meanSquaredError(prediction, target(), mask)` for a target that is known only in the backward pass. Its value
 * is 0, its gradient in `prediction` is the true one. The backward pass throws a plain Error where `target()` is
 * still null.
 */
export function deferredSquaredError(
  prediction: Tensor,
  target: () => Tensor | null,
  mask: Tensor | null = null,
): Tensor {
  return customGradient(
    [prediction],
    (save) => {
      save([prediction]);
      return tf.scalar(0);
    },
    (dy, saved) => {
      const [predicted, wanted] = [saved[0], target()];
      if (!predicted || !wanted)
        throw new Error('a synthesizer was to learn, but no gradient arrived');
      const difference = applyMask(tf.sub(predicted, wanted), mask);
      return [tf.mul(difference, tf.mul(dy, 2 / (predicted.shape[0] ?? 1)))];
    },
  );
}

function applyMask(difference: Tensor, mask: Tensor | null): Tensor {
  if (!mask) return difference;
  return tf.mul(difference, broadcastRows(mask, difference));
}
