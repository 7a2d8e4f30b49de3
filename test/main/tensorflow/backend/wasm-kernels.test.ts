import { describe, expect, it } from 'vitest';
import { tf, type Tensor1D, type Tensor2D } from '#tensorflow/backend/tf';
import { compute, onWasm } from '../wasm';

onWasm();

describe('products', () => {
  // [1 2 3; 4 5 6] times [1 0; 2 1; 0 3] by hand.
  const product = [5, 11, 14, 23];
  const a = (): Tensor2D => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const b = (): Tensor2D => tf.tensor2d([1, 0, 2, 1, 0, 3], [3, 2]);

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('are the same with a transposed operand: %s, %s', (transposeA, transposeB) => {
    const values = compute(() =>
      tf.matMul(
        transposeA ? tf.transpose(a()) : a(),
        transposeB ? tf.transpose(b()) : b(),
        transposeA,
        transposeB,
      ),
    );
    expect(values).toEqual(product);
  });
});

describe('types', () => {
  it('are those of the values: ones of one-hot rows are 1', () => {
    const ids = (): Tensor1D => tf.tensor1d([1, -1], 'int32');
    expect(compute(() => tf.oneHot(ids(), 2, 1, 0, 'float32'))).toEqual([0, 1, 0, 0]);
    expect(compute(() => tf.oneHot(ids(), 2, 5, 7, 'int32'))).toEqual([7, 5, 7, 7]);
  });

  it('are converted where tensors of two types are joined', () => {
    const joined = compute(() => tf.stack([tf.scalar(0.5), tf.scalar(3, 'int32')]));
    expect(joined).toEqual([0.5, 3]);
    const longer = compute(() => tf.concat([tf.tensor1d([2], 'int32'), tf.tensor1d([0.25])]));
    expect(longer).toEqual([2, 0.25]);
  });

  it('turn all but zero to true', () => {
    expect(compute(() => tf.cast(tf.tensor1d([0, 0.5, 256, -1]), 'bool'))).toEqual([0, 1, 1, 1]);
    expect(compute(() => tf.cast(tf.tensor1d([1.7, -1.7]), 'int32'))).toEqual([1, -1]);
  });
});
