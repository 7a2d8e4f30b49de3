import { customGradient } from './custom-gradient';
import { validRowMask, oneHotRows } from './gather';
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Tensor1D, type Tensor2D } from '../backend/tf';

/**
 * Softmax cross-entropy of each row, in nats: −log of the softmax of `logits` (`[m, classes]`) at the class
 * in `labels` (int32 `[m]`). Returns `[m]`. A negative label gives loss 0 and no gradient.
 */
export function sparseSoftmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  const backend = nodeBackend();
  if (!backend) {
    const oneHot = oneHotRows(labels, logits.shape[1]);
    return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1));
  }
  return customGradient(
    [logits],
    (save) => {
      // The op returns the gradient for the logits together with the losses. It rejects negative labels.
      const [losses, gradient] = executeOp(
        backend,
        'SparseSoftmaxCrossEntropyWithLogits',
        [logits, tf.maximum(labels, tf.scalar(0, 'int32'))],
        { types: { T: 'float32', Tlabels: 'int32' } },
        2,
      ) as [Tensor, Tensor];
      const mask = validRowMask(labels);
      save([gradient, mask]);
      return tf.mul(losses, mask);
    },
    (dy, saved) => {
      const [gradient, mask] = saved as [Tensor, Tensor];
      return [tf.mul(gradient, tf.expandDims(tf.mul(dy, mask), 1))];
    },
  ) as Tensor1D;
}
