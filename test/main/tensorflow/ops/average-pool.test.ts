import { beforeAll, describe, expect, it } from 'vitest';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf, type Tensor4D } from '#tensorflow/backend/tf';
import { averagePool } from '#tensorflow/ops/average-pool';
import { installed, onTensorFlow, valuesOf } from '../native';

/** A map of 3 × 3 in windows of 2 × 2: those at the right and at the bottom reach beyond the border. */
const cells = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/** What the four windows count in the objective, by which their cells divide it. */
const weights = [1, 2, 3, 4];

/** Means and the gradient of their weighted sum; expected values are worked out by hand. */
function testPool(): void {
  it('takes the mean of the cells within the map, and divides the gradient among them', () => {
    const before = tf.memory().numTensors;
    const [means, gradient] = tf.tidy(() => {
      const x = tf.tensor4d(cells, [1, 3, 3, 1]);
      const pool = (map: Tensor4D): Tensor4D => averagePool(map, [2, 2], [2, 2], 'same');
      const slope = tf.grad((map) =>
        tf.sum(tf.mul(pool(map as Tensor4D), tf.tensor4d(weights, [1, 2, 2, 1]))),
      );
      return [valuesOf(pool(x)), valuesOf(slope(x))];
    });
    // (1 + 2 + 4 + 5) / 4, (3 + 6) / 2, (7 + 8) / 2 and 9.
    expect(means).toEqual([3, 4.5, 7.5, 9]);
    expect(gradient).toEqual([0.25, 0.25, 1, 0.25, 0.25, 1, 1.5, 1.5, 4]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('pads before the map too where a window is larger than its stride', () => {
    tf.tidy(() => {
      // Windows of 3 around each of 2 cells: both hold both cells.
      const x = tf.tensor4d([1, 3], [1, 1, 2, 1]);
      expect(valuesOf(averagePool(x, [1, 3], [1, 1], 'same'))).toEqual([2, 2]);
    });
  });
}

describe('on the CPU backend', () => {
  beforeAll(loadCpuBackend);
  testPool();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  beforeAll(onTensorFlow);
  testPool();
});
