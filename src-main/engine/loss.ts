import type { LossNode } from '#spec/nodes';
import { tf, type Scalar, type Tensor } from '#tensorflow/tf';

/**
 * The loss of a batch: the mean over its examples of each one's own loss, times the node's weight.
 * `prediction` and `target` (one-hot where it is a label) are `[batch, ...shape]`.
 */
export function lossOf(node: LossNode, prediction: Tensor, target: Tensor): Scalar {
  const batch = prediction.shape[0] ?? 1;
  const sum =
    node.kind === 'softmaxCrossEntropy'
      ? tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(prediction))))
      : tf.div(tf.sum(tf.square(tf.sub(prediction, target))), prediction.size / batch);
  return tf.mul(sum, node.weight / batch) as Scalar;
}

/** How many examples of the batch have another class on top than the target; a scalar. */
export function mistakes(prediction: Tensor, target: Tensor): Scalar {
  const wrong = tf.notEqual(tf.argMax(prediction, -1), tf.argMax(target, -1));
  return tf.sum(tf.cast(wrong, 'float32')) as Scalar;
}
