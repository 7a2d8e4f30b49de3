import { expect, it } from 'vitest';
import { TensorScope } from '#engine/ops/tensor-scope';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

it('keeps tensors over the tidy that they were made in, until it is disposed of', () => {
  const scope = new TensorScope();
  const before = tf.memory().numTensors;
  const kept: Tensor[] = [];
  tf.tidy(() => {
    tf.tensor1d([9]);
    kept.push(scope.keep(tf.tensor1d([1, 2])), scope.keep(tf.scalar(3)));
  });
  tf.tidy(() => void kept.push(scope.keep(tf.scalar(4))));
  expect(tf.memory().numTensors).toBe(before + 3);
  expect(kept.map(valuesOf)).toEqual([[1, 2], [3], [4]]);
  scope.dispose();
  expect(tf.memory().numTensors).toBe(before);
  // It can be used again.
  tf.tidy(() => void scope.keep(tf.scalar(5)));
  expect(tf.memory().numTensors).toBe(before + 1);
  scope.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
