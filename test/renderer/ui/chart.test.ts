import { describe, expect, it } from 'vitest';
import { needsLogScale, roundTicks } from '../../../src-renderer/ui/chart/log-scale';
import { nearestIndex } from '../../../src-renderer/ui/chart/nearest';
import { formatNumber } from '../../../src-renderer/stores/format';
import { sparklinePath } from '../../../src-renderer/ui/chart/sparkline';
import { tickLabels } from '../../../src-renderer/ui/chart/tick-labels';

describe('sparklinePath', () => {
  it('fills the box from corner to corner, with a margin', () => {
    expect(sparklinePath([0, 10], [-1, 1], 103, 23)).toBe('M1.5 21.5L101.5 1.5');
  });

  it('is logarithmic where every value is above zero', () => {
    // 10 lies half way between 1 and 100.
    expect(sparklinePath([0, 1, 2], [1, 10, 100], 103, 23)).toBe('M1.5 21.5L51.5 11.5L101.5 1.5');
  });

  it('draws a flat line in the middle, and nothing below two points', () => {
    expect(sparklinePath([0, 1], [2, 2], 103, 23)).toBe('M1.5 11.5L101.5 11.5');
    expect(sparklinePath([1], [2], 103, 23)).toBe('');
  });
});

describe('a logarithmic axis', () => {
  it('is for values that spread', () => {
    expect(needsLogScale([{ y: [1, 3] }, { y: [2] }])).toBe(false);
    expect(needsLogScale([{ y: [1] }, { y: [5] }])).toBe(true);
    expect(needsLogScale([{ y: [0, -1] }])).toBe(false);
  });

  it('is written at round numbers', () => {
    const shown = (min: number, max: number) =>
      [0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 1].filter((value) => roundTicks(min, max)({ value }));
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
    expect(nearestIndex(3, at, value)).toBe(index),
  );
  it('finds none in an empty curve', () => expect(nearestIndex(0, at, 1)).toBe(-1));
});

describe('tickLabels', () => {
  it('writes numbers as they are written everywhere', () => {
    expect(tickLabels([0.5, 1, 1.5], formatNumber)).toEqual(['0.5', '1', '1.5']);
  });

  it('takes more figures where two would read alike', () => {
    expect(tickLabels([1.0012, 1.0014, 1.0016], formatNumber)).toEqual([
      '1.0012',
      '1.0014',
      '1.0016',
    ]);
  });

  it('ends where no number of figures tells them apart', () => {
    expect(tickLabels([2, 2], formatNumber)).toEqual(['2', '2']);
  });
});
