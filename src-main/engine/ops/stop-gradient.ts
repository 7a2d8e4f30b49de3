import { customGradient } from '#tensorflow/ops/custom-gradient';
import { tf, type Tensor } from '#tensorflow/backend/tf';

export { customGradient } from '#tensorflow/ops/custom-gradient';

/**
 * Runs `f` so that no gradient flows through it: a constant to everything around it. The tape sees
 * an operation without inputs, so the backward pass does not even visit what lies below.
 */
export function stopGradient(f: () => Tensor): Tensor {
  return customGradient([], f, () => []);
}

/**
 * The cut of a decoupled edge: passes `message` on as a constant, and hands the gradient that arrives
 * at it to `arrive` instead of passing it back. `anchor` is any scalar among the variables of the
 * backward pass: it makes the tape follow the path from the cut up to the loss.
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

/** As `cut`, but the gradient also goes on to whoever made the message, as on a plain edge. */
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
 * A term of the objective, 0 by itself, with the given gradient in `x`, of its shape: as ⟨x, slope⟩ has with the
 * slope held constant, for less.
 */
export function injectGradient(x: Tensor, slope: () => Tensor): Tensor {
  return customGradient(
    [x],
    () => tf.scalar(0),
    (dy) => [tf.mul(slope(), dy)],
  );
}
