import { expect, it } from 'vitest';
import {
  answerFormat,
  describeP,
  formatDifference,
  formatInterval,
  formatPlusMinus,
} from '#analysis/answer-format';

// Without intervals to follow, the format has three figures of the largest value.
const percent = answerFormat('test/error', []);

it('writes a mean with half of the width of its interval', () => {
  const format = {
    ...percent,
    value: (v: number) => `${v} %`,
    number: (v: number) => v.toFixed(2),
  };
  expect(formatPlusMinus(format, 1.62, { low: 1.57, high: 1.67 })).toBe('1.62 % ± 0.05');
  expect(formatPlusMinus(format, 1.62, null)).toBe('1.62 %');
});

it('writes the sign of a difference', () => {
  const format = { ...percent, difference: (v: number) => `${v} points` };
  expect(formatDifference(format, 0.08)).toBe('+0.08 points');
  expect(formatDifference(format, -0.08)).toBe('-0.08 points');
  expect(formatDifference(format, 0)).toBe('0 points');
});

it('writes both ends of an interval', () =>
  expect(formatInterval({ ...percent, number: String }, { low: -0.17, high: 0.01 })).toBe(
    '-0.17 to 0.01',
  ));

it('writes p-values with two figures, and small ones by their limit', () => {
  expect(describeP(0.00312)).toBe('p = 0.0031');
  expect(describeP(0.00099)).toBe('p < 0.001');
});
