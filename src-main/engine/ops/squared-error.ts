import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { broadcastRows } from './broadcast';
import { customGradient } from './stop-gradient';

/**
 * The sum over rows of ‖a − b‖², the squared Euclidean distance of each row: a scalar. `a` and `b`:
 * `[rows, ...shape]`. Rows with a 0 in `mask` `[rows]` count as exact.
 */
export function summedSquaredError(a: Tensor, b: Tensor, mask: Tensor | null = null): Scalar {
  return tf.sum(tf.square(applyMask(tf.sub(a, b), mask)));
}

/** The mean over rows of ‖a − b‖²: the loss of a synthesizer, ‖M(h) − δ‖² (Jaderberg et al. 2017, section 2.2). */
export function meanSquaredError(a: Tensor, b: Tensor, mask: Tensor | null = null): Scalar {
  return tf.div(summedSquaredError(a, b, mask), a.shape[0] ?? 1) as Scalar;
}

/**
 * `summedSquaredError(prediction, target(), mask)` for a target that is known only in the backward pass. Its value
 * is 0, its gradient in `prediction` is the true one. The backward pass throws a plain Error where `target()` is
 * still null.
 */
export function deferredSquaredError(
  prediction: Tensor,
  target: () => Tensor | null,
  mask: Tensor | null = null,
): Scalar {
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
      return [tf.mul(difference, tf.mul(dy, 2))];
    },
  ) as Scalar;
}

/**
 * The mean squared error over all the rows of a window, of which one block after the other becomes known: each
 * counts by its rows, however many blocks there are.
 */
export class WindowError {
  #sum: Tensor | null = null;
  #rows = 0;

  /** `sum`: the summed squared error of a block of `rows` rows. */
  add(sum: Scalar, rows: number): void {
    this.#sum = this.#sum ? tf.add(this.#sum, sum) : sum;
    this.#rows += rows;
  }

  /** A scalar, multiplied by `weight`; null where no block was added. */
  mean(weight = 1): Tensor | null {
    return this.#sum && tf.mul(this.#sum, weight / this.#rows);
  }
}

function applyMask(difference: Tensor, mask: Tensor | null): Tensor {
  if (!mask) return difference;
  return tf.mul(difference, broadcastRows(mask, difference));
}
