import { describe, expect, it } from 'vitest';
import { tf, type Tensor, type Tensor4D } from '#tensorflow/backend/tf';
import { compute, onWasm } from '../wasm';

onWasm();

describe('max pooling', () => {
  const gradient = (
    cells: number[],
    shape: [number, number, number, number],
    size: number,
    stride: number,
    padding: 'same' | 'valid',
  ): number[] =>
    compute(() =>
      tf.grad((x: Tensor) => {
        const y = tf.maxPool(x as Tensor4D, size, stride, padding);
        // The first window counts once, the second twice, and so on.
        return tf.sum(tf.mul(y, tf.reshape(tf.range(1, y.size + 1), y.shape)));
      })(tf.tensor4d(cells, shape)),
    );

  it('gives the gradient of a window to the first of its largest cells', () => {
    expect(gradient([1, 3, 3, 0, 2, 1, 5, 5], [1, 2, 4, 1], 2, 2, 'valid')).toEqual([
      0, 1, 0, 0, 0, 0, 2, 0,
    ]);
  });

  it('adds up the gradients of windows that overlap, and knows no cell beyond the border', () => {
    // Windows of two cells at each cell; the last one has a single cell.
    expect(gradient([-4, -1, -2], [1, 1, 3, 1], 2, 1, 'same')).toEqual([0, 3, 3]);
  });

  it('keeps channels apart', () => {
    expect(gradient([1, 8, 2, 7], [1, 1, 2, 2], 2, 2, 'same')).toEqual([0, 2, 1, 0]);
  });
});
