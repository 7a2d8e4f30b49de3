import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseXBounds, linearBounds, logBounds } from '#chart/axes/axis-bounds';
import { linearTicks, logTicks } from '#chart/axes/axis-ticks';
import { lineOf } from '../../../renderer/ui/chart/plot';

describe('the ends of a linear axis', () => {
  it.each([
    [
      { low: 0.95, high: 1.05 },
      { min: 0.94, max: 1.06 },
    ],
    [
      { low: 0.02, high: 0.9 },
      { min: 0, max: 1 },
    ],
    [
      { low: -2, high: 3 },
      { min: -2, max: 3 },
    ],
    [
      { low: 0, high: 0 },
      { min: 0, max: 1 },
    ],
    [
      { low: 7, high: 7 },
      { min: 0, max: 8 },
    ],
    [
      { low: -7, high: -7 },
      { min: -8, max: 0 },
    ],
  ])('are ticks around %o', (extent, bounds) => expect(linearBounds(extent)).toEqual(bounds));
});

describe('any axis', () => {
  const size = fc.double({ min: 1e-30, max: 1e12, noNaN: true });
  const value = fc.oneof(
    size,
    size.map((positive) => -positive),
    fc.constant(0),
  );

  it('that is linear has three ticks at least, and contains its values', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { min, max } = linearBounds({ low, high });
        const rounding = (high - low) * 1e-6 + Math.abs(high) * 1e-9;
        expect(min).toBeLessThanOrEqual(low + rounding);
        expect(max).toBeGreaterThanOrEqual(high - rounding);
        expect(linearTicks(min, max).length).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });

  it('that is logarithmic has three ticks at least, also for one value', () => {
    const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 1e6, noNaN: true }), (low, factor) => {
        fc.pre(factor === 1 || factor > 1.0001);
        const { min, max } = logBounds({ low, high: low * factor });
        expect(logTicks(min, max).length).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves a little space around values on a logarithmic axis', () => {
    expect(logBounds({ low: 3, high: 3 })).toEqual({ min: 2, max: 4.5 });
    expect(logBounds({ low: 1, high: 100 }).max).toBeCloseTo(100 * 100 ** 0.04, 9);
  });
});

describe('the ends of an x axis', () => {
  const all = { range: null, logX: false, startsAtZero: true };

  it('reach from zero to the last point, also where it has no place on the y axis', () => {
    expect(chooseXBounds([lineOf([10, 50], [3, NaN])], all)).toEqual({ min: 0, max: 50 });
    const failed = lineOf([10, 50], [3, 2], { endMark: { x: 55, label: 'diverged' } });
    expect(chooseXBounds([failed], all)).toEqual({ min: 0, max: 55 });
    const longer = lineOf([10], [1], { runs: [{ x: [10, 70], y: [1, 1] }] });
    expect(chooseXBounds([longer], all).max).toBe(70);
  });

  it('are those of the values where they are no counts, in whatever order', () => {
    const lines = [lineOf([0.4, 0.3, 0.5], [1, 2, 3])];
    expect(chooseXBounds(lines, { ...all, startsAtZero: false })).toEqual({ min: 0.3, max: 0.5 });
    expect(chooseXBounds([lineOf([-4, 5], [1, 2])], all).min).toBe(-4);
  });

  it('begin on a logarithmic axis at the first x above zero', () => {
    const logarithmic = { ...all, logX: true };
    expect(chooseXBounds([lineOf([0, 10, 1000], [1, 2, 3])], logarithmic)).toEqual({
      min: 10,
      max: 1000,
    });
    const from = { ...logarithmic, range: { from: 0, to: 100 } };
    expect(chooseXBounds([lineOf([0, 10, 1000], [1, 2, 3])], from)).toEqual({ min: 10, max: 100 });
  });

  it('are apart with one point, and with none', () => {
    expect(chooseXBounds([lineOf([0], [1])], all)).toEqual({ min: 0, max: 1 });
    expect(chooseXBounds([lineOf([8], [1])], { ...all, logX: true })).toEqual({ min: 4, max: 16 });
    expect(chooseXBounds([], all)).toEqual({ min: 0, max: 1 });
    expect(chooseXBounds([], { ...all, logX: true })).toEqual({ min: 1, max: 10 });
  });

  it('are those of a selected range', () => {
    const range = { from: 3, to: 4 };
    expect(chooseXBounds([lineOf([0, 10], [1, 2])], { ...all, range })).toEqual({ min: 3, max: 4 });
  });
});
