import type { LossNode } from '#spec/nodes';
import type { Field } from '#spec/task';
import { oneHotRows } from '#tensorflow/ops/gather';
import { sparseSoftmaxCrossEntropy } from '#tensorflow/ops/cross-entropy';
import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '#tensorflow/backend/tf';

/**
 * The sum of the losses of single examples, before the weight of the node: a scalar, on the tape. `prediction` is
 * `[n, ...shape]`; `target` int32 classes `[n]`, −1 where there is no valid target, or values `[n, ...shape]`, NaN
 * where there is none.
 */
export function summedLoss(
  node: LossNode,
  prediction: Tensor,
  target: Tensor,
  field: Field,
): Scalar {
  if (node.kind === 'softmaxCrossEntropy') {
    if (field.kind === 'label')
      return tf.sum(
        sparseSoftmaxCrossEntropy(prediction as Tensor2D, target as Tensor1D),
      ) as Scalar;
    return tf.neg(tf.sum(tf.mul(zeroInvalid(target), tf.logSoftmax(prediction)))) as Scalar;
  }
  const wanted = field.kind === 'label' ? oneHotRows(target as Tensor1D, field.classes) : target;
  const difference = tf.sub(prediction, field.kind === 'label' ? wanted : zeroInvalid(wanted));
  const counted =
    field.kind === 'label'
      ? tf.mul(difference, tf.expandDims(validMask(target, field), 1))
      : tf.where(tf.isNaN(wanted), tf.zerosLike(difference), difference);
  const numbers = prediction.size / (prediction.shape[0] ?? 1);
  return tf.div(tf.sum(tf.square(counted)), numbers) as Scalar;
}

/** `[n]`: 1 where the target is valid, else 0. */
export function validMask(target: Tensor, field: Field): Tensor {
  if (field.kind === 'label')
    return tf.cast(tf.greaterEqual(target, tf.scalar(0, 'int32')), 'float32');
  const first = tf.reshape(target, [target.shape[0] ?? 0, -1]);
  const missing = tf.isNaN(tf.slice(first, [0, 0], [-1, 1]));
  return tf.sub(1, tf.reshape(tf.cast(missing, 'float32'), [-1]));
}

/** How many predictions have another class on top than the valid target: a scalar. */
export function countIncorrect(prediction: Tensor, target: Tensor): Scalar {
  // As floats: TensorFlow compares integers on the host, where every step on a GPU would wait for the predictions.
  const predicted = tf.cast(tf.argMax(prediction, -1), 'float32');
  const wanted = tf.cast(target, 'float32');
  const wrong = tf.notEqual(predicted, wanted);
  return tf.sum(tf.cast(tf.logicalAnd(wrong, tf.greaterEqual(wanted, 0)), 'float32')) as Scalar;
}

/** The same values, 0 where they are not valid. */
export function zeroInvalid(target: Tensor): Tensor {
  return tf.where(tf.isNaN(target), tf.zerosLike(target), target);
}
