import { describe, expect, it } from 'vitest';
import {
  answerFormat,
  describeP,
  formatImprovement,
  formatInterval,
  formatPlusMinus,
  formatSides,
} from '#analysis/answer-format';

const percent = answerFormat('test/error', [{ mean: 0.0162, interval: null }]);
const around = (mean: number, half: number) => ({
  mean,
  interval: { low: mean - half, high: mean + half },
});

it('writes a mean with half of the width of its interval', () => {
  expect(formatPlusMinus(percent, 0.0162, { low: 0.0157, high: 0.0167 })).toBe('1.62 % ± 0.05');
  expect(formatPlusMinus(percent, 0.0162, null)).toBe('1.62 %');
  expect(formatPlusMinus(percent, 0.0162, { low: 0.0162, high: 0.0162 })).toBe('1.62 % ± 0.00');
});

it('writes by how much a group is better, with the sign', () => {
  expect(formatImprovement(percent, { improvement: 0.0008 })).toBe('+0.08 points');
  expect(formatImprovement(percent, { improvement: -0.0008 })).toBe('-0.08 points');
  for (const improvement of [0, 1e-6, -1e-6])
    expect(formatImprovement(percent, { improvement })).toBe('0.00 points');
});

it('writes both ends of an interval', () =>
  expect(formatInterval(percent, { low: -0.0017, high: 0.0001 })).toBe('-0.17 to 0.01'));

it('names the sides of zero on which the ends of an interval are', () => {
  const write = (low: number, high: number): string =>
    formatSides(percent, { low, high }, ['better', 'worse']);
  expect(write(0.0006, 0.0036)).toBe('0.06 to 0.36 better');
  expect(write(-0.0036, -0.0006)).toBe('0.06 to 0.36 worse');
  expect(write(-0.0017, 0.0001)).toBe('0.17 worse to 0.01 better');
  expect(write(0, 0.0001)).toBe('0.00 to 0.01 better');
  expect(write(0, 0)).toBe('0.00 to 0.00');
});

it('writes p-values with two figures, and small ones by their limit', () => {
  expect(describeP(0.00312)).toBe('p = 0.0031');
  expect(describeP(0.00099)).toBe('p < 0.001');
});

describe('the decimal places of several figures', () => {
  const written = (figures: ReturnType<typeof around>[], field = 'test/loss'): string[] => {
    const format = answerFormat(field, figures);
    return figures.map(({ mean, interval }) => formatPlusMinus(format, mean, interval));
  };

  it('are those of the narrowest interval, for means and margins alike', () =>
    expect(written([around(0.4321, 0.012), around(12.4, 0.5)])).toEqual([
      '0.432 ± 0.012',
      '12.400 ± 0.500',
    ]));

  it('are not those of a single interval that is a hundred times as narrow as most', () => {
    // Most are half a unit wide on both sides: places are given down to 0.005 of it.
    expect(written([around(1.5, 0.5), around(3.1, 0.5), around(2.2, 0.000004)])).toEqual([
      '1.500 ± 0.500',
      '3.100 ± 0.500',
      '2.200 ± <0.001',
    ]);
  });

  it('without intervals are three figures of the smallest value', () => {
    const format = answerFormat('test/loss', [
      { mean: 0.0312, interval: null },
      { mean: 1.24, interval: null },
    ]);
    expect([format.value(0.0312), format.value(1.24)]).toEqual(['0.0312', '1.2400']);
    expect(answerFormat('speed/steps-per-second', [around(212, 0)]).value(212)).toBe('212 steps/s');
  });
});
