import { customGradient } from './custom-gradient';
import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor } from '../backend/tf';

interface BatchNormInputs {
  /** `[batch, ..., channels]` */
  x: Tensor;
  /** `[channels]` */
  scale: Tensor;
  /** `[channels]` */
  offset: Tensor;
  epsilon: number;
  /** Receives the statistics of this batch, `[channels]` each. They are valid only during the call. */
  onStatistics?(mean: Tensor, unbiasedVariance: Tensor): void;
}

/**
 * Batch normalisation in training: `scale · (x − mean) / √(variance + ε) + offset` with the statistics of
 * this batch, over all axes but the last, with gradients for `x`, `scale` and `offset`. Returns a tensor of
 * the shape of `x`.
 */
export function batchNormalization(inputs: BatchNormInputs): Tensor {
  const backend = nodeBackend();
  if (!backend) return composedBatchNorm(inputs);
  const { x } = inputs;
  if (x.shape.length === 4) return fusedBatchNorm(backend, inputs);
  // TensorFlow's fused op takes feature maps only: plain rows become maps of one pixel.
  const maps = tf.reshape(x, [-1, 1, 1, x.shape.at(-1) ?? 1]);
  return tf.reshape(fusedBatchNorm(backend, { ...inputs, x: maps }), x.shape);
}

/** One op each for the forward and the backward pass. `x` is `[batch, height, width, channels]`. */
function fusedBatchNorm(
  backend: NodeBackend,
  { x, scale, offset, epsilon, onStatistics }: BatchNormInputs,
): Tensor {
  const attributes = {
    types: { T: 'float32', U: 'float32' },
    floats: { epsilon },
    bools: { is_training: true },
  } as const;
  return customGradient(
    [x, scale, offset],
    (save) => {
      // In training the op computes mean and variance itself and takes empty tensors in their place.
      const empty = tf.tensor1d([], 'float32');
      const [y, mean, variance, ...reserved] = executeOp(
        backend,
        'FusedBatchNormV3',
        [x, scale, offset, empty, empty],
        attributes,
        6,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      onStatistics?.(mean, variance);
      save([x, scale, ...reserved]);
      return y;
    },
    (dy, saved) => {
      const [savedX, savedScale, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]];
      const [dx, dScale, dOffset] = executeOp(
        backend,
        'FusedBatchNormGradV3',
        [dy, savedX, savedScale, ...reserved],
        attributes,
        5,
      ) as [Tensor, Tensor, Tensor];
      return [dx, dScale, dOffset];
    },
  );
}

/**
 * The same from plain ops. With n = number of rows and x̂ the normalised input, the gradient is
 * dx = scale / √(variance + ε) · (dy − Σdy / n − x̂ · Σ(dy · x̂) / n), in a quarter of the ops that automatic
 * differentiation needs.
 */
function composedBatchNorm({ x, scale, offset, epsilon, onStatistics }: BatchNormInputs): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const rows = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  return customGradient(
    [x, scale, offset],
    (save) => {
      const mean = tf.mean(x, axes);
      const centred = tf.sub(x, mean);
      const variance = tf.mean(tf.square(centred), axes);
      const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
      onStatistics?.(mean, tf.mul(variance, rows / Math.max(1, rows - 1)));
      save([centred, inverseDeviation, scale]);
      // Tensors of shape [channels] are multiplied first, so that few ops work on large tensors.
      return tf.add(tf.mul(centred, tf.mul(inverseDeviation, scale)), offset);
    },
    (dy, saved) => {
      const [centred, inverseDeviation, savedScale] = saved as [Tensor, Tensor, Tensor];
      const dOffset = tf.sum(dy, axes);
      const dScale = tf.mul(tf.sum(tf.mul(dy, centred), axes), inverseDeviation);
      // Σdy / n + x̂ · Σ(dy · x̂) / n
      const varianceTerm = tf.mul(centred, tf.mul(inverseDeviation, tf.div(dScale, rows)));
      const subtracted = tf.add(varianceTerm, tf.div(dOffset, rows));
      const dx = tf.mul(tf.sub(dy, subtracted), tf.mul(savedScale, inverseDeviation));
      return [dx, dScale, dOffset];
    },
  );
}
