import { expect, it } from 'vitest';
import { GradientSum } from '#engine/step/gradient-sum';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

it('adds the gradients of passes, and frees its sums but not the gradients', () => {
  const variables = tf.tidy(() => [1, 2, 3].map((value) => tf.variable(tf.scalar(value))));
  const passes = [
    [1, null, null],
    [10, 20, null],
    [100, null, null],
  ].map((pass) => pass.map((value) => (value === null ? null : tf.scalar(value))));
  const before = tf.memory().numTensors;
  const sum = new GradientSum(variables);
  expect(sum.sums).toEqual([null, null, null]);
  for (const pass of passes) sum.add(pass);
  expect(sum.sums.map((one) => one && valuesOf(one))).toEqual([[111], [20], null]);
  sum.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const gradients = passes.flat().filter((one): one is NonNullable<typeof one> => one !== null);
  expect(gradients.every((one: Tensor) => !one.isDisposed)).toBe(true);
  tf.dispose([...gradients, ...variables]);
});
