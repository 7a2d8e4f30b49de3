import { describe, expect, it } from 'vitest';
import { decimate } from '#storage/decimate';

describe('decimate', () => {
  it('keeps every row of a short curve whose value is finite', () => {
    const step = Float64Array.from([0, 1, 2, 3]);
    expect(decimate({ step, value: Float64Array.from([5, NaN, 4, Infinity]) }, 10)).toEqual([0, 2]);
  });

  it('keeps every peak, the first and the last row, in order and within the number of points', () => {
    const count = 10_000;
    const step = Float64Array.from({ length: count }, (_, index) => index);
    const value = step.map((x) => Math.sin(x / 500));
    value[1234] = 50;
    value[7777] = -50;
    const kept = decimate({ step, value }, 100);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept.length).toBeGreaterThan(80);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect([kept[0], kept.at(-1)]).toEqual([0, count - 1]);
    expect(kept).toContain(1234);
    expect(kept).toContain(7777);
  });

  it('selects the minimum and maximum of each column by step, not by row', () => {
    // Steps 0 to 8 lie in the first of two columns [0, 50) and [50, 100].
    const step = Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 100]);
    const value = Float64Array.from([0, 5, 1, -3, 0, 0, 0, 9, 0, 2]);
    expect(decimate({ step, value }, 6)).toEqual([0, 3, 7, 9]);
  });
});
