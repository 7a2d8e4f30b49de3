import { expect, it } from 'vitest';
import { smooth } from '#storage/curves/smooth';

const smoothed = (values: number[], smoothing: number): number[] => [
  ...smooth(Float64Array.from(values), smoothing),
];

it('is a bias-corrected exponential moving average', () => {
  // β = 0.5: s = 0.5·4 = 2, / 0.5 = 4; s = 1 + 0.5·8 = 5, / 0.75; s = 2.5 + 1 = 3.5, / 0.875 = 4.
  expect(smoothed([4, 8, 2], 0.5)).toEqual([4, 5 / 0.75, 4]);
});

it('leaves a constant unchanged and does not average NaN', () => {
  expect(smoothed([3, NaN, 3], 0.9)).toEqual([expect.closeTo(3, 12), NaN, expect.closeTo(3, 12)]);
  // 0.9·0.1·10 + 0.1·20 = 2.9 over 1 − 0.81: the infinite value in between has no weight.
  expect(smoothed([10, Infinity, 20], 0.9)).toEqual([
    expect.closeTo(10, 12),
    Infinity,
    expect.closeTo(2.9 / 0.19, 12),
  ]);
});

const values = Float64Array.from({ length: 2000 }, (_, row) =>
  row % 97 === 5 ? NaN : row % 301 === 7 ? -Infinity : Math.sin(row / 9) + ((row * 7919) % 13),
);

it('divides by the weight of all values to the end, also where it is nearly one', () => {
  for (const smoothing of [0.3, 0.9, 0.999]) {
    let [sum, count] = [0, 0];
    const expected = values.map((value) => {
      if (!Number.isFinite(value)) return value;
      sum = smoothing * sum + (1 - smoothing) * value;
      count += 1;
      return sum / (1 - smoothing ** count);
    });
    const averages = smooth(values, smoothing);
    for (const [row, average] of averages.entries()) {
      const wanted = expected[row] ?? NaN;
      if (Number.isFinite(wanted)) expect(average).toBeCloseTo(wanted, 10);
      else expect(average).toBe(wanted);
    }
  }
});

it('writes into a column where one is given, and leaves values as they are without smoothing', () => {
  const into = new Float64Array(values.length);
  expect(smooth(values, 0.9, into)).toBe(into);
  expect(into).toEqual(smooth(values, 0.9));
  expect(smooth(values, 0, into)).toBe(values);
});
