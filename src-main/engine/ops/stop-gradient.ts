import { customGradient } from '#tensorflow/ops/custom-gradient';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { differentiate } from './differentiate';

export { customGradient } from '#tensorflow/ops/custom-gradient';

/**
 * Runs `compute` so that no gradient flows through its result (`tf.stop_gradient`). The tape sees an operation
 * without inputs, so that the backward pass does not visit what lies below.
 */
export function stopGradient(compute: () => Tensor): Tensor {
  return customGradient([], compute, () => []);
}

/**
 * The cut of a decoupled edge: returns `message` as a constant, and calls `arrive` in the backward pass with the
 * gradient that arrives at it, instead of passing that back. `anchor` is any scalar that the backward pass
 * differentiates by: it makes the tape follow the path from the cut up to the loss.
 */
export function interceptGradient(
  message: Tensor,
  anchor: Tensor,
  arrive: (gradient: Tensor) => void,
): Tensor {
  return customGradient(
    [anchor],
    () => tf.clone(message),
    (dy) => {
      arrive(dy);
      return [tf.scalar(0)];
    },
  );
}

/**
 * As `interceptGradient`, but the gradient is passed back as well, as on a plain edge (`register_hook` of
 * PyTorch).
 */
export function hookGradient(
  message: Tensor,
  anchor: Tensor,
  arrive: (gradient: Tensor) => void,
): Tensor {
  return customGradient(
    [message, anchor],
    () => tf.clone(message),
    (dy) => {
      arrive(dy);
      return [tf.clone(dy), tf.scalar(0)];
    },
  );
}

/**
 * A term of the objective whose value is 0 and whose gradient in `x` is the given one, of the shape of `x`: what
 * ⟨x, gradient⟩ with the gradient held constant would give, without computing the product.
 */
export function injectGradient(x: Tensor, gradient: () => Tensor): Tensor {
  return customGradient(
    [x],
    () => tf.scalar(0),
    (dy) => [tf.mul(gradient(), dy)],
  );
}

/**
 * A term of the objective whose value is 0 and whose gradient in `x` is that of `f(x)`. Nothing else that `f`
 * computes with gets a gradient, whatever the caller differentiates by: `f` is a model with frozen parameters.
 */
export function withFrozenParameters(x: Tensor, f: (x: Tensor) => Scalar): Tensor {
  const [gradient] = differentiate(() => f(x), [x]);
  if (!gradient) return tf.scalar(0);
  return customGradient(
    [x],
    (save) => {
      save([gradient]);
      return tf.scalar(0);
    },
    (dy, [saved]) => [tf.mul(saved as Tensor, dy)],
  );
}
