import { describe, expect, it } from 'vitest';
import { tf, type Tensor, type Tensor4D } from '#tensorflow/backend/tf';
import { onWasm } from '../wasm';

onWasm();

const valuesOf = (tensor: Tensor): number[] => Array.from(tensor.dataSync());
/** Values without a pattern that a wrong index would keep: the multiples of an irrational number, without the whole part. */
const scattered = (count: number, factor = 0.618): number[] =>
  Array.from({ length: count }, (_, index) => ((index + 1) * factor) % 1);

describe('convolutions', () => {
  interface Case {
    input: [number, number, number, number];
    filter: [number, number, number, number];
    strides: [number, number];
    padding: 'same' | 'valid';
  }
  const cases: Case[] = [
    { input: [2, 5, 4, 2], filter: [3, 2, 2, 3], strides: [1, 1], padding: 'same' },
    { input: [1, 5, 4, 1], filter: [2, 3, 1, 2], strides: [1, 1], padding: 'same' },
    { input: [2, 5, 4, 2], filter: [3, 3, 2, 3], strides: [1, 1], padding: 'valid' },
    { input: [1, 7, 6, 3], filter: [3, 3, 3, 2], strides: [2, 2], padding: 'same' },
    // The last row and column of the input are out of reach of the filter.
    { input: [2, 6, 8, 1], filter: [3, 2, 1, 2], strides: [2, 3], padding: 'valid' },
    { input: [2, 3, 3, 2], filter: [1, 1, 2, 2], strides: [1, 1], padding: 'same' },
    { input: [1, 4, 4, 1], filter: [4, 4, 1, 1], strides: [1, 1], padding: 'valid' },
  ];

  it.each(cases)(
    'have the gradients of the sum over cells: %j',
    ({ input, filter, strides, padding }) => {
      const x = scattered(input.reduce((a, b) => a * b));
      const kernel = scattered(
        filter.reduce((a, b) => a * b),
        0.414,
      );
      const [dx, dKernel, dy] = tf.tidy(() => {
        const weigh = (y: Tensor): Tensor => tf.tensor(scattered(y.size, 0.732), y.shape);
        const [inputGradient, filterGradient] = tf.grads((one: Tensor, other: Tensor) => {
          const y = tf.conv2d(one as Tensor4D, other as Tensor4D, strides, padding);
          return tf.sum(tf.mul(y, weigh(y)));
        })([tf.tensor(x, input), tf.tensor(kernel, filter)]);
        const y = tf.conv2d(tf.tensor4d(x, input), tf.tensor4d(kernel, filter), strides, padding);
        return [
          valuesOf(inputGradient as Tensor),
          valuesOf(filterGradient as Tensor),
          { values: scattered(y.size, 0.732), shape: y.shape },
        ];
      }) as unknown as [number[], number[], { values: number[]; shape: number[] }];

      // y = Σ x · kernel, cell by cell: dx gets kernel · dy, and the kernel gets x · dy.
      const expectedX = x.map(() => 0);
      const expectedKernel = kernel.map(() => 0);
      const [batch, height, width, channels] = input;
      const [filterHeight, filterWidth, , filters] = filter;
      const [, rows = 0, columns = 0] = dy.shape;
      const before = (length: number, size: number, stride: number, count: number): number =>
        padding === 'valid' ? 0 : Math.floor(Math.max((count - 1) * stride + size - length, 0) / 2);
      const top = before(height, filterHeight, strides[0], rows);
      const left = before(width, filterWidth, strides[1], columns);
      for (let n = 0; n < batch; n++)
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < columns; column++)
            for (let r = 0; r < filterHeight; r++)
              for (let c = 0; c < filterWidth; c++) {
                const [y, z] = [row * strides[0] + r - top, column * strides[1] + c - left];
                if (y < 0 || y >= height || z < 0 || z >= width) continue;
                for (let i = 0; i < channels; i++)
                  for (let o = 0; o < filters; o++) {
                    const slope =
                      dy.values[((n * rows + row) * columns + column) * filters + o] ?? 0;
                    const cell = ((n * height + y) * width + z) * channels + i;
                    const weight = ((r * filterWidth + c) * channels + i) * filters + o;
                    expectedX[cell] = (expectedX[cell] ?? 0) + (kernel[weight] ?? 0) * slope;
                    expectedKernel[weight] = (expectedKernel[weight] ?? 0) + (x[cell] ?? 0) * slope;
                  }
              }
      expect(dx).toHaveLength(expectedX.length);
      expectedX.forEach((value, index) => expect(dx[index]).toBeCloseTo(value, 4));
      expect(dKernel).toHaveLength(expectedKernel.length);
      expectedKernel.forEach((value, index) => expect(dKernel[index]).toBeCloseTo(value, 4));
    },
  );
});
