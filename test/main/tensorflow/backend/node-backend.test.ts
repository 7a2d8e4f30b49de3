import { describe, expect, it } from 'vitest';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import {
  copyTensor,
  executeOp,
  nativeAttributes,
  nodeBackend,
  overrideBinding,
  type NodeBackend,
} from '#tensorflow/backend/node-backend';
import { tf } from '#tensorflow/backend/tf';
import { FakeBackend } from '../fake-backend';
import { installed, onTensorFlow, valuesOf } from '../native';

it('writes attributes with the number of their kind, and data types by number', () => {
  const attributes = nativeAttributes(new FakeBackend(), {
    types: { T: 'float32', Tidx: 'int32', raw: 4 },
    ints: { axis: -1 },
    floats: { epsilon: 0.5 },
    bools: { keep_dims: false },
  });
  expect(attributes).toEqual([
    { name: 'T', type: 14, value: 1 },
    { name: 'Tidx', type: 14, value: 3 },
    { name: 'raw', type: 14, value: 4 },
    { name: 'axis', type: 11, value: -1 },
    { name: 'epsilon', type: 12, value: 0.5 },
    { name: 'keep_dims', type: 13, value: false },
  ]);
  expect(nativeAttributes(new FakeBackend(), {})).toEqual([]);
});

it('replaces some properties of a binding, whose properties are read-only', () => {
  const { binding } = new FakeBackend();
  const replaced = overrideBinding(binding, { loadSavedModel: () => 42 });
  expect(replaced.loadSavedModel('', '')).toBe(42);
  expect(binding.loadSavedModel('', '')).toBe(1);
  expect(replaced.TF_INT32).toBe(3);
  expect(replaced.executeOp).toBe(binding.executeOp);
  expect(Object.getOwnPropertyNames(replaced)).toEqual(Object.getOwnPropertyNames(binding));
});

it('copies a tensor with the binding that is given', () => {
  const [backend, other] = [new FakeBackend(), new FakeBackend()];
  const tensor = backend.tensor([2, 3]);
  const copy = copyTensor(backend, backend.binding, tensor);
  expect(copy.shape).toEqual([2, 3]);
  expect(copy.id).not.toBe(tensor.id);
  copyTensor(backend, other.binding, tensor);
  expect([backend.executed, other.executed]).toEqual([['Identity'], ['Identity']]);
  const failing = overrideBinding(backend.binding, { executeOp: () => [] });
  expect(() => copyTensor(backend, failing, tensor)).toThrow('returned no tensor');
});

it('is null where the backend is not TensorFlow', async () => {
  await loadCpuBackend();
  expect(nodeBackend()).toBeNull();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();

  it('executes an op that tfjs does not have, with all its results', () => {
    tf.tidy(() => {
      const backend = nodeBackend() as NodeBackend;
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const parts = executeOp(
        backend,
        'Unpack',
        [x],
        { types: { T: 'float32' }, ints: { num: 2, axis: 0 } },
        2,
      );
      expect(parts.map(valuesOf)).toEqual([
        [1, 2, 3],
        [4, 5, 6],
      ]);
    });
  });

  it('copies the values of a tensor, which outlive it', () => {
    const backend = nodeBackend() as NodeBackend;
    const tensor = tf.tensor1d([1, 2]);
    const copy = copyTensor(backend, backend.binding, tensor);
    tensor.dispose();
    expect(valuesOf(copy)).toEqual([1, 2]);
    copy.dispose();
  });
});
