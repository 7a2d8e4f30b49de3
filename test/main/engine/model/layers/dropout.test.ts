import { describe, expect, it } from 'vitest';
import { dropout } from '#engine/model/layers/dropout';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../../helpers';

const ones = (): Tensor => tf.ones([20, 50]);
const passOf = (seed: number[], training = true) => ({
  training,
  updateStatistics: training,
  seed: tf.tensor1d(seed, 'int32'),
});

/** The result of dropout on a thousand ones. `seed`: of the run, and the number of the step. */
const kept = (id: string, seed: number[], rate = 0.5): number[] =>
  tf.tidy(() => valuesOf(dropout(rate, id)([ones()], passOf(seed))));

describe('dropout', () => {
  onPlainCpu();

  it('draws a different mask for each node, seed and step', () => {
    const mask = kept('a', [1, 0]);
    expect(kept('a', [1, 0])).toEqual(mask);
    for (const other of [kept('b', [1, 0]), kept('a', [2, 0]), kept('a', [1, 1])]) {
      expect(other).not.toEqual(mask);
      // Independent masks agree in about half of the places.
      const same = other.filter((value, index) => value === mask[index]).length;
      expect(Math.abs(same - 500)).toBeLessThan(100);
    }
  });

  it('drops with its rate and scales the rest by 1 / (1 − rate)', () => {
    const values = kept('a', [1, 0], 0.2);
    const dropped = values.filter((value) => value === 0).length;
    expect(Math.abs(dropped - 200)).toBeLessThan(50);
    expectClose(
      values.filter((value) => value !== 0),
      Array.from({ length: 1000 - dropped }, () => 1.25),
    );
  });

  it('applies the same mask to the gradient', () => {
    tf.tidy(() => {
      const layer = dropout(0.5, 'a');
      const forward = (x: Tensor): Tensor => layer([x], passOf([1, 0]));
      expect(valuesOf(tf.grad(forward)(ones()))).toEqual(valuesOf(forward(ones())));
    });
  });

  it('returns its input outside training, and with a rate of zero', () => {
    tf.tidy(() => {
      const x = ones();
      expect(dropout(0.5, 'a')([x], passOf([1, 0], false))).toBe(x);
      expect(dropout(0, 'a')([x], passOf([1, 0]))).toBe(x);
    });
  });
});
