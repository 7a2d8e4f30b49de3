import { tf, type Tensor, type Variable } from '#tensorflow/tf';
import { customGradient } from './off-tape';
import type { Parameters } from './parameters';

const epsilon = 1e-5;
/** Share of the newest batch in the running statistics. */
const momentum = 0.1;

/** What batch normalisation needs to know of the pass it runs in. */
export interface NormMode {
  /** True: statistics of this batch. False: the running ones. */
  training: boolean;
  /** Whether this batch counts in the running statistics (training steps, not probes). */
  updateStatistics: boolean;
}

/**
 * Batch normalisation over all axes but the last: `scale · (x − mean) / √(variance + 1e-5) + offset`
 * with one scale and offset a channel. Running statistics take the unbiased variance.
 */
export class BatchNorm {
  readonly #scale: Variable;
  readonly #offset: Variable;
  readonly #running: { mean: Variable; variance: Variable } | null;

  /** `running: false` for models that only ever see training batches (synthesizers). */
  constructor(parameters: Parameters, name: string, channels: number, { running = true } = {}) {
    this.#scale = parameters.create(`${name}/scale`, [channels], 'ones');
    this.#offset = parameters.create(`${name}/offset`, [channels], 'zeros');
    const fixed = { trainable: false };
    this.#running = running
      ? {
          mean: parameters.create(`${name}/mean`, [channels], 'zeros', fixed),
          variance: parameters.create(`${name}/variance`, [channels], 'ones', fixed),
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
    return this.#normalize(x, mode.updateStatistics);
  }

  /**
   * By hand rather than by autodiff: with n = rows in the batch and x̂ the normalised input,
   * dx = scale / √(variance + ε) · (dy − Σdy / n − x̂ · Σ(dy · x̂) / n), a quarter of the operations.
   */
  #normalize(x: Tensor, updateStatistics: boolean): Tensor {
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const rows = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
    return customGradient(
      [x, this.#scale, this.#offset],
      (save) => {
        const mean = tf.mean(x, axes);
        const centred = tf.sub(x, mean);
        const variance = tf.mean(tf.square(centred), axes);
        const inverse = tf.rsqrt(tf.add(variance, epsilon));
        const normal = tf.mul(centred, inverse);
        if (updateStatistics) this.#countIn(mean, variance, rows);
        save([normal, inverse, this.#scale]);
        return tf.add(tf.mul(normal, this.#scale), this.#offset);
      },
      (dy, [normal, inverse, scale]) => {
        if (!normal || !inverse || !scale) throw new Error('batch norm: nothing was saved');
        const dOffset = tf.sum(dy, axes);
        const dScale = tf.sum(tf.mul(dy, normal), axes);
        const spread = tf.add(tf.mul(normal, tf.div(dScale, rows)), tf.div(dOffset, rows));
        return [tf.mul(tf.sub(dy, spread), tf.mul(scale, inverse)), dScale, dOffset];
      },
    );
  }

  #countIn(mean: Tensor, variance: Tensor, rows: number): void {
    if (!this.#running) return;
    const unbiased = tf.mul(variance, rows / Math.max(1, rows - 1));
    for (const [running, now] of [
      [this.#running.mean, mean],
      [this.#running.variance, unbiased],
    ] as const)
      running.assign(tf.add(tf.mul(running, 1 - momentum), tf.mul(now, momentum)));
  }
}
