import { expect, it } from 'vitest';
import { broadcastRows } from '#engine/ops/broadcast';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

it('multiplies each row by its own factor, whatever the shape of a row', () => {
  tf.tidy(() => {
    const factor = tf.tensor1d([2, 10]);
    for (const shape of [
      [2, 2],
      [2, 2, 1],
      [2, 1, 1, 2],
    ]) {
      const rows = tf.tensor([1, 2, 3, 4], shape);
      const product = tf.mul(rows, broadcastRows(factor, rows));
      expect(product.shape).toEqual(shape);
      expect(valuesOf(product)).toEqual([2, 4, 30, 40]);
    }
    // Rows that are single numbers: not a table of all pairs.
    const numbers = tf.tensor1d([5, 6]);
    expect(valuesOf(tf.mul(numbers, broadcastRows(factor, numbers)))).toEqual([10, 60]);
  });
});
