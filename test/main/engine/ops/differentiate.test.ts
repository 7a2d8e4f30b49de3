import { expect, it } from 'vitest';
import { differentiate } from '#engine/ops/differentiate';
import { tf, type Scalar } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

it('gives the gradient in each input, and null where none arrives', () => {
  const [x, y, unused] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 5]), tf.scalar(7)];
  // Σ x² · y: 2xy in x, x² in y.
  const gradients = differentiate(() => tf.sum(tf.mul(tf.square(x), y)) as Scalar, [x, unused, y]);
  expect(gradients.map((gradient) => gradient && valuesOf(gradient))).toEqual([
    [6, 20],
    null,
    [1, 4],
  ]);
  tf.dispose([x, y, unused, ...gradients.filter((gradient) => gradient !== null)]);
});
