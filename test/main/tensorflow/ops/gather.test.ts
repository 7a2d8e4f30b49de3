import { beforeAll, describe, expect, it } from 'vitest';
import { gatherRows, oneHotRows } from '#tensorflow/ops/gather';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { sparseSoftmaxCrossEntropy } from '#tensorflow/ops/cross-entropy';
import { statelessUniform } from '#tensorflow/ops/random';
import { tf, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

function int32(values: number[]): ReturnType<typeof tf.tensor1d> {
  return tf.tensor1d(values, 'int32');
}

/** Value and gradient of Σ f(x) · weights. */
function withGradient(
  f: (x: Tensor2D) => Tensor,
  x: number[][],
  weights: number[][] | number[],
): number[][] {
  return tf.tidy(() => {
    const gradient = tf.grad((input) => tf.sum(tf.mul(f(input as Tensor2D), tf.tensor(weights))));
    const input = tf.tensor2d(x);
    return [valuesOf(f(input)), valuesOf(gradient(input))];
  });
}

/** The tests for both backends; expected values are worked out by hand. */
function testOps(): void {
  it('gathers rows, zeros for a negative id, and sums the gradient by row', () => {
    tf.tidy(() => {
      const table = [
        [1, 2],
        [3, 4],
        [5, 6],
      ];
      const weights = [
        [1, 10],
        [2, 20],
        [3, 30],
        [4, 40],
      ];
      const [rows, gradient] = withGradient(
        (x) => gatherRows(x, int32([2, 0, -1, 2])),
        table,
        weights,
      );
      expect(rows).toEqual([5, 6, 1, 2, 0, 0, 5, 6]);
      expect(gradient).toEqual([2, 20, 0, 0, 5, 50]);
    });
  });

  it('makes one-hot rows, zeros for a negative id', () => {
    tf.tidy(() => {
      const rows = oneHotRows(int32([1, -1, 0]), 3);
      expect(rows.dtype).toBe('float32');
      expect(valuesOf(rows)).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 0]);
    });
  });

  it('computes the cross-entropy and its gradient, both 0 for a negative label', () => {
    tf.tidy(() => {
      const logits = [
        [0, Math.log(3)],
        [5, 9],
        [Math.log(4), 0],
      ];
      const [losses = [], gradient = []] = withGradient(
        (x) => sparseSoftmaxCrossEntropy(x, int32([0, -1, 0])),
        logits,
        [1, 1, 2],
      );
      // softmaxes: (1/4, 3/4) and (4/5, 1/5)
      expect(distance(losses, [Math.log(4), 0, Math.log(5 / 4)])).toBeLessThan(1e-6);
      expect(distance(gradient, [-3 / 4, 3 / 4, 0, 0, -2 / 5, 2 / 5])).toBeLessThan(1e-6);
    });
  });

  it('draws the same numbers for the same seed', () => {
    tf.tidy(() => {
      const draw = (seed: number[]): number[] => valuesOf(statelessUniform([50, 20], int32(seed)));
      const first = draw([1, -2]);
      expect(draw([1, -2])).toEqual(first);
      expect(draw([1, -3])).not.toEqual(first);
      expect(draw([2, -2])).not.toEqual(first);
      expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...first)).toBeLessThan(1);
      const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    });
  });
}

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();
  testOps();
});

describe('on the CPU backend of tfjs', () => {
  beforeAll(loadCpuBackend);
  testOps();
});
