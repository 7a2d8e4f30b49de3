import { customGradient } from './custom-gradient';
import { isValidRow, oneHotRows } from './gather';
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/**
 * −log of the softmax of `logits` `[m, classes]` at the class asked for, each row by itself: `[m]`.
 * `labels` are int32 `[m]`; a negative one gives loss 0 and no gradient.
 */
export function sparseSoftmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  const backend = nodeBackend();
  if (!backend) {
    const wanted = oneHotRows(labels, logits.shape[1]);
    return tf.neg(tf.sum(tf.mul(wanted, tf.logSoftmax(logits)), 1));
  }
  return customGradient(
    [logits],
    (save) => {
      const [losses, gradient] = executeOp(
        backend,
        'SparseSoftmaxCrossEntropyWithLogits',
        [logits, tf.maximum(labels, tf.scalar(0, 'int32'))],
        { types: { T: 'float32', Tlabels: 'int32' } },
        2,
      ) as [Tensor, Tensor];
      const counted = isValidRow(labels);
      save([gradient, counted]);
      return tf.mul(losses, counted);
    },
    (dy, saved) => {
      const [gradient, counted] = saved as [Tensor, Tensor];
      return [tf.mul(gradient, tf.expandDims(tf.mul(dy, counted), 1))];
    },
  ) as Tensor1D;
}
