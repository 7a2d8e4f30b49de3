import { describe, expect, it } from 'vitest';
import {
  ELEMENTWISE_OP_NAME,
  ELEMENTWISE_OPS,
  hasElementwiseOp,
} from '#tensorflow/backend/elementwise';
import {
  nodeBackend,
  overrideBinding,
  type NativeAttribute,
  type NodeBackend,
} from '#tensorflow/backend/node-backend';
import { installed, onTensorFlow } from '../native';

describe.skipIf(!installed)('the op for many elementwise ops', () => {
  onTensorFlow();

  const backend = (): NodeBackend => nodeBackend() as NodeBackend;

  it('is part of the binding', () => {
    expect(hasElementwiseOp(backend())).toBe(true);
  });

  it('is missing in a binding of an earlier version, which says so', () => {
    const { binding } = backend();
    let calls = 0;
    const earlier = {
      binding: overrideBinding(binding, {
        executeOp: () => {
          calls += 1;
          throw new Error(`Op type not registered '${ELEMENTWISE_OP_NAME}'`);
        },
      }),
    } as unknown as NodeBackend;
    expect(hasElementwiseOp(earlier)).toBe(false);
    // It is tried once.
    expect(hasElementwiseOp(earlier)).toBe(false);
    expect(calls).toBe(1);
  });

  // One matrix of 2 rows of 3, of which the op takes columns 1 and 2; a program that reads or writes elsewhere is refused.
  it.each([
    ['takes columns', {}, [0, 2, 3, 0, 5, 6]],
    ['reads an input that it does not have', { views: [1, 0] }, null],
    ['reads columns that are not there', { views: [0, 2] }, null],
    ['has as many rows as its input', { rows: [3] }, null],
    ['reads what is not computed yet', { code: [1, 0, 1] }, null],
    ['has an instruction that is not known', { code: [ELEMENTWISE_OPS.length, 0, 0] }, null],
    ['writes beyond its output', { stores: [0, 0, 2] }, null],
    ['writes to an output that it does not have', { stores: [0, 1, 0] }, null],
  ])('%s', (_, change, expected) => {
    const { binding } = backend();
    const copy = ELEMENTWISE_OPS.indexOf('Copy');
    const program = {
      ...{ N: 1, M: 1, rows: [2], columns: 2, views: [0, 1] },
      ...{ code: [copy, 0, 0], stores: [1, 0, 1], widths: [3] },
      ...change,
    };
    const attributes = Object.entries(program).map(([name, value]): NativeAttribute => ({
      name,
      type: binding.TF_ATTR_INT,
      value,
    }));
    const input = binding.createTensor([2, 3], binding.TF_FLOAT, Float32Array.of(1, 2, 3, 4, 5, 6));
    const run = (): number[] => {
      const [result] = binding.executeOp(ELEMENTWISE_OP_NAME, attributes, [input], 1);
      const values = Array.from(binding.tensorDataSync(result?.id ?? 0) as Float32Array);
      binding.deleteTensor(result?.id ?? 0);
      return values;
    };
    try {
      if (expected) expect(run()).toEqual(expected);
      else expect(run).toThrow(/DniElementwise/);
    } finally {
      binding.deleteTensor(input);
    }
  });
});
