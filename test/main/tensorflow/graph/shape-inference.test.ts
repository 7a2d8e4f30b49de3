import { describe, expect, it } from 'vitest';
import { nodeBackend, type NativeAttribute } from '#tensorflow/backend/node-backend';
import { inferShape, createZeros } from '#tensorflow/graph/shape-inference';
import { heldResources, installed, onTensorFlow } from '../native';

const [FLOAT, INT, TYPE, BOOL] = [1, 3, 6, 4];
const attributes = (adj_x: boolean, adj_y: boolean, T = FLOAT): NativeAttribute[] => [
  { name: 'T', type: TYPE, value: T },
  { name: 'adj_x', type: BOOL, value: adj_x },
  { name: 'adj_y', type: BOOL, value: adj_y },
];

const infer = (
  op: string,
  nativeAttributes: NativeAttribute[],
  ...shapes: (number[] | undefined)[]
): readonly number[] | null =>
  inferShape(
    { TF_FLOAT: FLOAT },
    op,
    nativeAttributes,
    shapes.map((_, index) => index),
    // In these tests the values of a constant are its shape.
    { shapeOf: (id) => shapes[id], valuesOf: (id) => shapes[id] },
  );

const convolution = (padding: string, stride: number, dilation = 1): NativeAttribute[] => [
  { name: 'T', type: TYPE, value: FLOAT },
  { name: 'strides', type: INT, value: [1, stride, stride, 1] },
  { name: 'padding', type: INT, value: padding },
  { name: 'data_format', type: INT, value: 'NHWC' },
  { name: 'dilations', type: INT, value: [1, dilation, dilation, 1] },
];

it('infers the shapes of a convolution and of its gradients', () => {
  const [input, filter] = [
    [2, 28, 27, 3],
    [5, 4, 3, 8],
  ];
  expect(infer('Conv2D', convolution('SAME', 1), input, filter)).toEqual([2, 28, 27, 8]);
  expect(infer('Conv2D', convolution('SAME', 2), input, filter)).toEqual([2, 14, 14, 8]);
  expect(infer('Conv2D', convolution('VALID', 1), input, filter)).toEqual([2, 24, 24, 8]);
  expect(infer('Conv2D', convolution('VALID', 3), input, filter)).toEqual([2, 8, 8, 8]);
  expect(infer('Conv2D', convolution('SAME', 1, 2), input, filter)).toBeNull();
  const dy = [2, 28, 27, 8];
  expect(infer('Conv2DBackpropInput', convolution('SAME', 1), input, filter, dy)).toEqual(input);
  expect(infer('Conv2DBackpropFilter', convolution('SAME', 1), input, filter, dy)).toEqual(filter);
});

it('infers the shape of a product of two matrices, whichever is transposed', () => {
  expect(infer('BatchMatMulV2', attributes(false, false), [2, 3], [3, 5])).toEqual([2, 5]);
  expect(infer('BatchMatMulV2', attributes(true, false), [3, 2], [3, 5])).toEqual([2, 5]);
  expect(infer('BatchMatMulV2', attributes(false, true), [2, 3], [5, 3])).toEqual([2, 5]);
  expect(infer('BatchMatMulV2', attributes(true, true), [3, 2], [5, 3])).toEqual([2, 5]);
});

it('infers no shape for other ops, batched products and other data types', () => {
  expect(infer('Add', attributes(false, false), [2, 3], [2, 3])).toBeNull();
  expect(infer('BatchMatMulV2', attributes(false, false), [4, 2, 3], [4, 3, 5])).toBeNull();
  expect(infer('BatchMatMulV2', attributes(false, false), [2, 3], [4, 3, 5])).toBeNull();
  expect(infer('BatchMatMulV2', attributes(false, false, INT), [2, 3], [3, 5])).toBeNull();
  expect(infer('BatchMatMulV2', attributes(false, false), [2, 3], undefined)).toBeNull();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();

  it('creates zeros of any shape and leaves no other tensor', () => {
    const backend = nodeBackend();
    if (!backend) throw new Error('no backend');
    const { binding } = backend;
    const before = heldResources();
    const { id, shape, dtype } = createZeros(backend, binding, [2, 3]);
    expect([shape, dtype]).toEqual([[2, 3], binding.TF_FLOAT]);
    expect(binding.tensorDataSync(id)).toEqual(new Float32Array(6));
    binding.deleteTensor(id);
    expect(heldResources()).toEqual(before);
  });
});
