import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatElapsed,
  formatMetric,
  formatNumber,
  formatPercent,
  formatRate,
} from '#analysis/format-value';

describe('values', () => {
  it('formats errors as percentages with two decimal places', () => {
    expect(formatPercent(0.0169)).toBe('1.69 %');
    expect(formatPercent(0.9)).toBe('90.00 %');
    expect(formatPercent(1)).toBe('100.0 %');
    expect(formatPercent(0)).toBe('0.00 %');
    expect(formatPercent(0.000021)).toBe('0.0021 %');
    expect(formatPercent(9999.9)).toBe('999990.0 %');
    expect(formatPercent(29075331072)).toBe('2.908e12 %');
  });

  it('keeps about four significant figures, and names values that are not finite', () => {
    expect(formatNumber(0.031249)).toBe('0.03125');
    expect(formatNumber(12.3456)).toBe('12.35');
    expect(formatNumber(10000)).toBe('10,000');
    expect(formatNumber(1234.5678)).toBe('1,235');
    expect(formatNumber(3.14e-7)).toBe('3.14e-7');
    expect(formatNumber(1e28)).toBe('1e28');
    expect(formatNumber(-2.5e-7)).toBe('-2.5e-7');
    expect(formatNumber(Number.NaN)).toBe('not a number');
    expect(formatNumber(-Infinity)).toBe('−∞');
  });

  it('formats each metric with its unit', () => {
    expect(formatMetric('test/error', 0.0183)).toBe('1.83 %');
    expect(formatMetric('speed/steps-per-second', 211.7)).toBe('212 steps/s');
    expect(formatMetric('interface/a->b/cosine', 0.51234)).toBe('0.512');
    expect(formatMetric('interface/a->b/relative-error', 0.86314)).toBe('0.8631');
    expect(formatMetric('test/error/odd', 0.5)).toBe('50.00 %');
    expect(formatMetric('validation/bpc', 1.72351)).toBe('1.724 bits');
    expect(formatMetric('train/bits', 0.00321)).toBe('0.0032 bits');
    expect(formatMetric('task/level', 13)).toBe('13');
    expect(formatMetric('test/error', Number.NaN)).toBe('not a number');
    expect(formatRate(4.125)).toBe('4.1 steps/s');
  });

  it('abbreviates counts', () => {
    expect(formatCount(784)).toBe('784');
    expect(formatCount(203_530)).toBe('204 k');
    expect(formatCount(1_234_567)).toBe('1.23 M');
  });

  it('rounds durations to at most two units', () => {
    expect(formatDuration(0.2)).toBe('< 1 s');
    expect(formatDuration(12.4)).toBe('12 s');
    expect(formatDuration(59.7)).toBe('1 min');
    expect(formatDuration(3600)).toBe('1 h');
    expect(formatDuration(4800)).toBe('1 h 20 min');
    expect(formatDuration(187_200)).toBe('2 d 4 h');
  });
});

it('tells moments of training apart', () => {
  expect(formatElapsed(0)).toBe('0 s');
  expect(formatElapsed(0.1234)).toBe('0.123 s');
  expect(formatElapsed(59.9999)).toBe('1 min');
  expect(formatElapsed(72.25)).toBe('1 min 12.25 s');
  expect(formatElapsed(150)).toBe('2 min 30 s');
  expect(formatElapsed(5400)).toBe('1 h 30 min');
  expect(formatElapsed(3601.4)).toBe('1 h 1 s');
});
