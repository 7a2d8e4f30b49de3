import { customGradient } from './custom-gradient';
import { executeOp, nodeBackend, type NodeBackend } from '../backend/node-backend';
import { tf, type Tensor, type Variable } from '../backend/tf';

/** Running mean and unbiased variance, `[channels]` each, and the weight of the newest batch in them. */
export interface RunningStatistics {
  mean: Variable;
  variance: Variable;
  weight: number;
}

interface BatchNormInputs {
  /** `[batch, ..., channels]` */
  x: Tensor;
  /** `[channels]` */
  scale: Tensor;
  /** `[channels]` */
  offset: Tensor;
  epsilon: number;
  /** Running statistics, which take in those of this batch. */
  running?: RunningStatistics;
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
  { x, scale, offset, epsilon, running }: BatchNormInputs,
): Tensor {
  const attributes = {
    types: { T: 'float32', U: 'float32' },
    floats: { epsilon },
    bools: { is_training: true },
  } as const;
  return customGradient(
    [x, scale, offset],
    (save) => {
      // Without running statistics the op takes empty tensors in their place.
      const empty = tf.tensor1d([], 'float32');
      const before = running ? [running.mean, running.variance] : [empty, empty];
      const weight = { exponential_avg_factor: running?.weight ?? 1 };
      const [y, mean, variance, ...reserved] = executeOp(
        backend,
        'FusedBatchNormV3',
        [x, scale, offset, ...before],
        { ...attributes, floats: { ...attributes.floats, ...weight } },
        6,
      ) as [Tensor, Tensor, Tensor, ...Tensor[]];
      running?.mean.assign(mean);
      running?.variance.assign(variance);
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
function composedBatchNorm({ x, scale, offset, epsilon, running }: BatchNormInputs): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const rows = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  return customGradient(
    [x, scale, offset],
    (save) => {
      const mean = tf.mean(x, axes);
      const centred = tf.sub(x, mean);
      const variance = tf.mean(tf.square(centred), axes);
      const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
      if (running) {
        const { weight } = running;
        const unbiased = tf.mul(variance, rows / Math.max(1, rows - 1));
        running.mean.assign(tf.add(tf.mul(running.mean, 1 - weight), tf.mul(mean, weight)));
        running.variance.assign(
          tf.add(tf.mul(running.variance, 1 - weight), tf.mul(unbiased, weight)),
        );
      }
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
