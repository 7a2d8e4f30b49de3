import { expect, it } from 'vitest';
import { answerFormat } from '../../../src-main/analysis/answer-format';
import {
  formatDifference,
  formatInterval,
  formatPlusMinus,
} from '../../../src-renderer/studies/value-text';

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
