import { customGradient } from './custom-gradient';
import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor } from '../backend/tf';

interface Normalization {
  /** `[batch, ..., channels]` */
  x: Tensor;
  /** `[channels]`, as the offset. */
  scale: Tensor;
  offset: Tensor;
  epsilon: number;
  /** Told the statistics of this batch, `[channels]` each; they are the caller's only while it runs. */
  onStatistics?(mean: Tensor, unbiasedVariance: Tensor): void;
}

/**
 * `scale · (x − mean) / √(variance + ε) + offset` with the statistics of this batch, over all axes but the
 * last, and with its gradient in all three. TensorFlow has one op for it each way, on feature maps: plain rows
 * are maps of one pixel to it.
 */
export function batchNormalization(normalization: Normalization): Tensor {
  const backend = nodeBackend();
  if (!backend) return writtenOut(normalization);
  const { x } = normalization;
  if (x.shape.length === 4) return fused(backend, normalization);
  const maps = tf.reshape(x, [-1, 1, 1, x.shape.at(-1) ?? 1]);
  return tf.reshape(fused(backend, { ...normalization, x: maps }), x.shape);
}

function fused(
  backend: NodeBackend,
  { x, scale, offset, epsilon, onStatistics }: Normalization,
): Tensor {
  const attributes = {
    types: { T: 'float32', U: 'float32' },
    floats: { epsilon },
    bools: { is_training: true },
  } as const;
  return customGradient(
    [x, scale, offset],
    (save) => {
      const none = tf.tensor1d([], 'float32');
      const inputs = [x, scale, offset, none, none];
      const [y, mean, variance, ...reserved] = executeOp(
        backend,
        'FusedBatchNormV3',
        inputs,
        attributes,
        6,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      onStatistics?.(mean, variance);
      save([x, scale, ...reserved]);
      return y;
    },
    (dy, saved) => {
      const [seen, factor, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]];
      const [dx, dScale, dOffset] = executeOp(
        backend,
        'FusedBatchNormGradV3',
        [dy, seen, factor, ...reserved],
        attributes,
        5,
      ) as [Tensor, Tensor, Tensor];
      return [dx, dScale, dOffset];
    },
  );
}

/**
 * With n = rows in the batch and x̂ the normalised input,
 * dx = scale / √(variance + ε) · (dy − Σdy / n − x̂ · Σ(dy · x̂) / n), a quarter of autodiff's operations.
 */
function writtenOut({ x, scale, offset, epsilon, onStatistics }: Normalization): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const rows = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  return customGradient(
    [x, scale, offset],
    (save) => {
      const mean = tf.mean(x, axes);
      const centred = tf.sub(x, mean);
      const variance = tf.mean(tf.square(centred), axes);
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      onStatistics?.(mean, tf.mul(variance, rows / Math.max(1, rows - 1)));
      save([centred, inverse, scale]);
      // Of the large tensors as few as can be: factors of channels are multiplied first.
      return tf.add(tf.mul(centred, tf.mul(inverse, scale)), offset);
    },
    (dy, saved) => {
      const [centred, inverse, factor] = saved as [Tensor, Tensor, Tensor];
      const dOffset = tf.sum(dy, axes);
      const dScale = tf.mul(tf.sum(tf.mul(dy, centred), axes), inverse);
      const slope = tf.mul(inverse, tf.div(dScale, rows));
      const spread = tf.add(tf.mul(centred, slope), tf.div(dOffset, rows));
      return [tf.mul(tf.sub(dy, spread), tf.mul(factor, inverse)), dScale, dOffset];
    },
  );
}
