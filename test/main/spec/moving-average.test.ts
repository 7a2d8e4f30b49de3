import { describe, expect, it } from 'vitest';
import { MovingAverage } from '#spec/moving-average';

const smooth = (values: number[], smoothing: number): number[] => {
  const average = new MovingAverage(smoothing);
  return values.map((value) => average.add(value));
};

describe('MovingAverage', () => {
  it('is a bias-corrected exponential moving average', () => {
    // β = 0.5: s = 0.5·4 = 2, / 0.5 = 4; s = 1 + 0.5·8 = 5, / 0.75; s = 2.5 + 1 = 3.5, / 0.875 = 4.
    expect(smooth([4, 8, 2], 0.5)).toEqual([4, 5 / 0.75, 4]);
  });

  it('leaves a constant unchanged and does not average NaN', () => {
    expect(smooth([3, NaN, 3], 0.9)).toEqual([expect.closeTo(3, 12), NaN, expect.closeTo(3, 12)]);
    // 0.9·0.1·10 + 0.1·20 = 2.9 over 1 − 0.81: the infinite value in between has no weight.
    expect(smooth([10, Infinity, 20], 0.9)).toEqual([
      expect.closeTo(10, 12),
      Infinity,
      expect.closeTo(2.9 / 0.19, 12),
    ]);
  });

  it('returns the values themselves without smoothing', () => {
    expect(smooth([4, 8, 2], 0)).toEqual([4, 8, 2]);
  });

  it('resumes from the last average and the number of values', () => {
    // The average of [4, 8] is 5 / 0.75. With 2 it becomes 4, as above; with 9 then 0.5·3.5 + 4.5 over 0.9375.
    const resumed = MovingAverage.resume(0.5, 5 / 0.75, 2);
    expect(resumed.add(2)).toBeCloseTo(4, 12);
    expect(resumed.add(9)).toBeCloseTo(6.25 / 0.9375, 12);
    // After no value it is a new average.
    expect(MovingAverage.resume(0.5, 0, 0).add(7)).toBeCloseTo(7, 12);
  });
});
