import { describe, expect, it } from 'vitest';
import { nodeBackend, type NativeAttribute } from '#tensorflow/node-backend';
import { productShape, zerosOf } from '#tensorflow/product-shape';
import { heldNow, installed, onTensorFlow } from './native';

const [FLOAT, INT, TYPE, BOOL] = [1, 3, 6, 4];
const attributes = (adj_x: boolean, adj_y: boolean, T = FLOAT): NativeAttribute[] => [
  { name: 'T', type: TYPE, value: T },
  { name: 'adj_x', type: BOOL, value: adj_x },
  { name: 'adj_y', type: BOOL, value: adj_y },
];

const of = (
  op: string,
  given: NativeAttribute[],
  ...shapes: (number[] | undefined)[]
): number[] | null =>
  productShape(
    { TF_FLOAT: FLOAT },
    op,
    given,
    shapes.map((_, index) => index),
    (id) => shapes[id],
  );

it('knows the shape of a product of two matrices, whichever is transposed', () => {
  expect(of('BatchMatMulV2', attributes(false, false), [2, 3], [3, 5])).toEqual([2, 5]);
  expect(of('BatchMatMulV2', attributes(true, false), [3, 2], [3, 5])).toEqual([2, 5]);
  expect(of('BatchMatMulV2', attributes(false, true), [2, 3], [5, 3])).toEqual([2, 5]);
  expect(of('BatchMatMulV2', attributes(true, true), [3, 2], [5, 3])).toEqual([2, 5]);
});

it('leaves everything else to TensorFlow', () => {
  expect(of('Add', attributes(false, false), [2, 3], [2, 3])).toBeNull();
  expect(of('BatchMatMulV2', attributes(false, false), [4, 2, 3], [4, 3, 5])).toBeNull();
  expect(of('BatchMatMulV2', attributes(false, false), [2, 3], [4, 3, 5])).toBeNull();
  expect(of('BatchMatMulV2', attributes(false, false, INT), [2, 3], [3, 5])).toBeNull();
  expect(of('BatchMatMulV2', attributes(false, false), [2, 3], undefined)).toBeNull();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();

  it('makes zeros of any shape and leaves nothing else behind', () => {
    const binding = nodeBackend()?.binding;
    if (!binding) throw new Error('no binding');
    const before = heldNow();
    const { id, shape, dtype } = zerosOf(binding, [2, 3]);
    expect([shape, dtype]).toEqual([[2, 3], binding.TF_FLOAT]);
    expect(binding.tensorDataSync(id)).toEqual(new Float32Array(6));
    binding.deleteTensor(id);
    expect(heldNow()).toEqual(before);
  });
});
