import { describe, expect, it } from 'vitest';
import { buildSparklinePath } from '../../../../src-renderer/ui/chart/sparkline';

describe('buildSparklinePath', () => {
  it('fills the box except for a margin', () => {
    expect(buildSparklinePath([0, 10], [-1, 1], 103, 23)).toBe('M1.5 21.5L101.5 1.5');
  });

  it('is logarithmic if every value is positive', () => {
    // On a logarithmic scale, 10 is half way between 1 and 100.
    expect(buildSparklinePath([0, 1, 2], [1, 10, 100], 103, 23)).toBe(
      'M1.5 21.5L51.5 11.5L101.5 1.5',
    );
  });

  it('draws a constant curve in the middle, one point as a dot, and nothing without a point', () => {
    expect(buildSparklinePath([0, 1], [2, 2], 103, 23)).toBe('M1.5 11.5L101.5 11.5');
    expect(buildSparklinePath([1], [2], 103, 23)).toBe('M51.5 11.5h0');
    expect(buildSparklinePath([], [], 103, 23)).toBe('');
    expect(buildSparklinePath([1], [Number.NaN], 103, 23)).toBe('');
  });

  it('breaks where a value is not finite, and keeps the range of x', () => {
    expect(buildSparklinePath([0, 1, 2, 3, 4], [-1, 1, NaN, 1, Infinity], 103, 23)).toBe(
      'M1.5 21.5L26.5 1.5M76.5 1.5h0',
    );
  });
});
