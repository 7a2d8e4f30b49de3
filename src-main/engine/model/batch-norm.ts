import { batchNormalization, type RunningStatistics } from '#tensorflow/ops/batch-norm';
import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Parameters } from './parameters';

const epsilon = 1e-5;
/** Weight of the newest batch in the running statistics. */
const momentum = 0.1;

/** How batch normalisation behaves in a pass. */
export interface NormMode {
  /** Whether to normalise with the statistics of this batch, or with the running ones. */
  training: boolean;
  /** Whether this batch updates the running statistics (training steps do, probes do not). */
  updateStatistics: boolean;
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015) over all axes but the last:
 * `scale · (x − mean) / √(variance + 1e-5) + offset`, with one scale and offset a channel. Running statistics take
 * the unbiased variance. Its variables belong to `parameters`.
 */
export class BatchNorm {
  readonly #scale: Variable;
  readonly #offset: Variable;
  readonly #running: RunningStatistics | null;

  /** `running: false`: no running statistics, for models that only compute in training (synthesizers). */
  constructor(parameters: Parameters, name: string, channels: number, { running = true } = {}) {
    this.#scale = parameters.create(`${name}/scale`, [channels], 'ones');
    this.#offset = parameters.create(`${name}/offset`, [channels], 'zeros');
    const fixed = { trainable: false };
    this.#running = running
      ? {
          mean: parameters.create(`${name}/mean`, [channels], 'zeros', fixed),
          variance: parameters.create(`${name}/variance`, [channels], 'ones', fixed),
          weight: momentum,
        }
      : null;
  }

  /** `x` and the result: `[batch, ..., channels]`. */
  forward(x: Tensor, mode: NormMode): Tensor {
    if (!mode.training && this.#running) {
      const { mean, variance } = this.#running;
      const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), this.#scale);
      return tf.add(tf.mul(tf.sub(x, mean), factor), this.#offset);
    }
    return batchNormalization({
      x,
      scale: this.#scale,
      offset: this.#offset,
      epsilon,
      running: this.#running && mode.updateStatistics ? this.#running : undefined,
    });
  }
}
