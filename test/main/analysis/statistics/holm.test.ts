import { expect, it } from 'vitest';
import { adjustHolm } from '#analysis/statistics/holm';

it("Holm's correction multiplies the smallest by all, the next by one less, and never falls", () => {
  // By hand: 0.01 · 4, 0.02 · 3 = 0.06, 0.025 · 2 = 0.05 but at least 0.06, 0.9.
  expect(adjustHolm([0.9, 0.01, 0.025, 0.02])).toEqual([
    0.9,
    0.04,
    expect.closeTo(0.06, 14),
    expect.closeTo(0.06, 14),
  ]);
});

it('is at most one, keeps ties alike and leaves out what is no test', () => {
  expect(adjustHolm([0.6, null, 0.6])).toEqual([1, null, 1]);
  expect(adjustHolm([0.03])).toEqual([0.03]);
  expect(adjustHolm([])).toEqual([]);
});
