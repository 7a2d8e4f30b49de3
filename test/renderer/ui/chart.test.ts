import { describe, expect, it } from 'vitest';
import { needsLogScale, createLogTickFilter } from '../../../src-renderer/ui/chart/log-scale';
import { findNearestIndex } from '../../../src-renderer/ui/chart/nearest';
import { formatNumber } from '../../../src-renderer/stores/format';
import { buildSparklinePath } from '../../../src-renderer/ui/chart/sparkline';
import { formatTicks } from '../../../src-renderer/ui/chart/tick-labels';

describe('sparklinePath', () => {
  it('fills the box except for a margin', () => {
    expect(buildSparklinePath([0, 10], [-1, 1], 103, 23)).toBe('M1.5 21.5L101.5 1.5');
  });

  it('is logarithmic if every value is positive', () => {
    // On a logarithmic scale, 10 is half way between 1 and 100.
    expect(buildSparklinePath([0, 1, 2], [1, 10, 100], 103, 23)).toBe(
      'M1.5 21.5L51.5 11.5L101.5 1.5',
    );
  });

  it('draws a constant curve in the middle, and nothing for fewer than two points', () => {
    expect(buildSparklinePath([0, 1], [2, 2], 103, 23)).toBe('M1.5 11.5L101.5 11.5');
    expect(buildSparklinePath([1], [2], 103, 23)).toBe('');
  });
});

describe('a logarithmic axis', () => {
  it('is used if the values span more than a factor of four', () => {
    expect(needsLogScale([{ y: [1, 3] }, { y: [2] }])).toBe(false);
    expect(needsLogScale([{ y: [1] }, { y: [5] }])).toBe(true);
    expect(needsLogScale([{ y: [0, -1] }])).toBe(false);
  });

  it('is labelled at 1, 2 and 5 in each decade, or only at 1', () => {
    const shown = (min: number, max: number) =>
      [0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 1].filter((value) =>
        createLogTickFilter(min, max)({ value }),
      );
    expect(shown(0.01, 1)).toEqual([0.01, 0.02, 0.05, 0.1, 1]);
    expect(shown(0.001, 1)).toEqual([0.01, 0.1, 1]);
  });
});

describe('nearestIndex', () => {
  const at = (index: number) => [0, 10, 20][index] ?? 0;
  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [14, 1],
    [99, 2],
  ])('finds the point nearest to %d', (value, index) =>
    expect(findNearestIndex(3, at, value)).toBe(index),
  );
  it('returns -1 for an empty list', () => expect(findNearestIndex(0, at, 1)).toBe(-1));
});

describe('tickLabels', () => {
  it('formats numbers with the given format', () => {
    expect(formatTicks([0.5, 1, 1.5], formatNumber)).toEqual(['0.5', '1', '1.5']);
  });

  it('uses more figures if two labels would be equal', () => {
    expect(formatTicks([1.0012, 1.0014, 1.0016], formatNumber)).toEqual([
      '1.0012',
      '1.0014',
      '1.0016',
    ]);
  });

  it('stops if equal values cannot be distinguished', () => {
    expect(formatTicks([2, 2], formatNumber)).toEqual(['2', '2']);
  });
});
