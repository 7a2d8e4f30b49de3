import { describe, expect, it } from 'vitest';
import { batchNormalization } from '#tensorflow/ops/batch-norm';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

const epsilon = 1e-5;
const wave = (shape: number[], step: number): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, index) => Math.sin(step * (index + 1))),
    shape,
  );
};

/** The same formula, with the gradients of automatic differentiation. */
function reference(x: Tensor, scale: Tensor, offset: Tensor): Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), scale), offset);
}

describe.skipIf(!installed)('batch normalisation on TensorFlow', () => {
  onTensorFlow();

  it.each([
    ['rows', [6, 3]],
    ['rows of a sequence', [2, 3, 3]],
    ['feature maps', [2, 3, 4, 3]],
  ])('%s: value, statistics and all three gradients', (_, shape) => {
    tf.tidy(() => {
      const inputs = [wave(shape, 0.7), wave([3], 1.3), wave([3], 2.1)] as const;
      const weights = wave(shape, 0.37);
      const running = {
        mean: tf.variable(tf.tensor1d([1, 2, 3])),
        variance: tf.variable(tf.tensor1d([4, 5, 6])),
        weight: 0.25,
      };
      const normalize = (x: Tensor, scale: Tensor, offset: Tensor): Tensor =>
        batchNormalization({
          x,
          scale,
          offset,
          epsilon,
          running,
        });
      const gradients = (f: typeof reference): Tensor[] =>
        tf.grads((...args) => tf.sum(tf.mul(f(...(args as [Tensor, Tensor, Tensor])), weights)))([
          ...inputs,
        ]);
      expect(distance(valuesOf(normalize(...inputs)), valuesOf(reference(...inputs)))).toBeLessThan(
        1e-5,
      );
      // Three quarters of what was there and a quarter of what is new.
      const [x] = inputs;
      const axes = shape.slice(0, -1).map((__, axis) => axis);
      const rows = axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
      const { mean, variance } = tf.moments(x, axes);
      const means = valuesOf(mean).map((value, index) => 0.75 * (1 + index) + 0.25 * value);
      expect(distance(valuesOf(running.mean), means)).toBeLessThan(1e-5);
      const variances = valuesOf(variance).map(
        (value, index) => 0.75 * (4 + index) + (0.25 * value * rows) / (rows - 1),
      );
      expect(distance(valuesOf(running.variance), variances)).toBeLessThan(1e-5);
      const expected = gradients(reference);
      gradients(normalize).forEach((gradient, index) => {
        expect(distance(valuesOf(gradient), valuesOf(expected[index]))).toBeLessThan(1e-4);
      });
      tf.dispose([running.mean, running.variance]);
    });
  });
});
