import { describe, expect, it } from 'vitest';
import { BatchNorm } from '#engine/model/batch-norm';
import { Parameters } from '#engine/model/parameters';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf, wave } from '../helpers';

const training = { training: true, updateStatistics: true };

function build(channels: number, scale: number[], offset: number[]) {
  const parameters = new Parameters(1);
  const norm = new BatchNorm(parameters, 'n', channels);
  const find = (name: string) => {
    const parameter = parameters.all().find((one) => one.name === name);
    if (!parameter) throw new Error(name);
    return parameter.variable;
  };
  tf.tidy(() => {
    find('n/scale').assign(tf.tensor1d(scale));
    find('n/offset').assign(tf.tensor1d(offset));
  });
  return { norm, find, parameters };
}

describe('batch normalisation', () => {
  onPlainCpu();

  it('normalises each channel over the batch and moves the running statistics', () => {
    const { norm, find, parameters } = build(2, [1, 2], [0, 1]);
    tf.tidy(() => {
      // Channel 0: 1, 3: mean 2, variance 1. Channel 1: 4, 4: mean 4, variance 0.
      const y = norm.forward(tf.tensor2d([1, 4, 3, 4], [2, 2]), training);
      const one = 1 / Math.sqrt(1 + 1e-5);
      expectClose(valuesOf(y), [-one, 1, one, 1]);
    });
    expectClose(valuesOf(find('n/mean')), [0.2, 0.4]);
    // Unbiased variances 2 and 0: 0.9 · 1 + 0.1 · 2 and 0.9 · 1.
    expectClose(valuesOf(find('n/variance')), [1.1, 0.9]);
    tf.tidy(() => {
      const y = norm.forward(tf.tensor2d([1.2, 1.4], [1, 2]), {
        training: false,
        updateStatistics: false,
      });
      expectClose(valuesOf(y), [1 / Math.sqrt(1.1 + 1e-5), 1 + 2 / Math.sqrt(0.9 + 1e-5)]);
    });
    parameters.dispose();
  });

  it('leaves the running statistics alone on a probe', () => {
    const { norm, find, parameters } = build(1, [1], [0]);
    tf.tidy(() => {
      norm.forward(tf.tensor2d([1, 3], [2, 1]), { training: true, updateStatistics: false });
    });
    expectClose(valuesOf(find('n/mean')), [0]);
    parameters.dispose();
  });

  it.each([
    ['vectors', [5, 3]],
    ['feature maps', [2, 2, 3, 3]],
  ])('has the gradients that autodiff finds for the written-out formula: %s', (_, shape) => {
    const { norm, find, parameters } = build(3, [0.5, 1.5, -2], [0.1, 0.2, 0.3]);
    const axes = shape.slice(0, -1).map((__, axis) => axis);
    const composed = (x: Tensor, scale: Tensor, offset: Tensor): Tensor => {
      const { mean, variance } = tf.moments(x, axes);
      const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
      return tf.add(tf.mul(normal, scale), offset);
    };
    tf.tidy(() => {
      const size = shape.reduce((all, one) => all * one, 1);
      const x = tf.tensor(wave(size), shape);
      const weights = tf.tensor(wave(size, 0.7), shape);
      const args = [x, find('n/scale'), find('n/offset')];
      const mode = { training: true, updateStatistics: false };
      const ours = tf.grads((x: Tensor) => tf.sum(tf.mul(norm.forward(x, mode), weights)))(args);
      const theirs = tf.grads((x: Tensor, scale: Tensor, offset: Tensor) =>
        tf.sum(tf.mul(composed(x, scale, offset), weights)),
      )(args);
      ours.forEach((gradient, index) => {
        expectClose(valuesOf(gradient), valuesOf(theirs[index]), 4);
      });
      expect(valuesOf(ours[0]).some((value) => Math.abs(value) > 0.01)).toBe(true);
    });
    parameters.dispose();
  });
});
