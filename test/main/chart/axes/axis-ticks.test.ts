import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTicks, logTicks, timeTicks } from '#chart/axes/axis-ticks';
import { formatNumber } from '../../../../src-renderer/stores/format';

describe('logTicks', () => {
  it.each<[number, number, number[]]>([
    [0.0009, 1.2, [0.001, 0.01, 0.1, 1]],
    [0.04, 0.96, [0.05, 0.1, 0.2, 0.5]],
    [0.95, 1.05, [0.96, 0.98, 1, 1.02, 1.04]],
    [2.2, 9, [4, 6, 8]],
    [1.2015, 1.2027015, [1.2015, 1.20175, 1.202, 1.20225, 1.2025]],
    [0.5, 2e28, [1, 1e5, 1e10, 1e15, 1e20, 1e25]],
  ])('are round numbers from %d to %d', (min, max, ticks) =>
    expect(logTicks(min, max)).toEqual(ticks),
  );

  it('are three to eight readable numbers within any range', () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    const factor = fc.double({ min: 1.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, factor, (min, size) => {
        const ticks = logTicks(min, min * size);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(Math.min(...ticks) / min).toBeGreaterThan(0.999999);
        expect(Math.max(...ticks) / (min * size)).toBeLessThan(1.000001);
        expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
      }),
      { numRuns: 1000 },
    );
  });

  it('are written with a short exponent', () => {
    expect(logTicks(0.5, 2e28).map((tick) => formatNumber(tick))).toEqual([
      '1',
      '100,000',
      '1e10',
      '1e15',
      '1e20',
      '1e25',
    ]);
  });
});

describe('the ticks of an x axis', () => {
  it('are round numbers of steps, whatever part is visible', () => {
    expect(countTicks(0, 3000)).toEqual([0, 1000, 2000, 3000]);
    expect(countTicks(315.3, 1030.2)).toEqual([400, 600, 800, 1000]);
    expect(countTicks(30.2, 46.1)).toEqual([35, 40, 45]);
    expect(countTicks(7.1, 9.2)).toEqual([8, 9]);
    // No whole number, or one, is no axis.
    expect(countTicks(7.1, 7.9)).toEqual([7.2, 7.4, 7.6, 7.8]);
    expect(countTicks(6.5, 7.5)).toEqual([6.6, 6.8, 7, 7.2, 7.4]);
  });

  it('are times of a clock on an axis of seconds', () => {
    expect(timeTicks(0, 411)).toEqual([0, 120, 240, 360]);
    expect(timeTicks(0, 7200)).toEqual([0, 1800, 3600, 5400, 7200]);
    expect(timeTicks(0.2, 0.9)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(timeTicks(0, 86_400 * 20)).toEqual([0, 5, 10, 15, 20].map((days) => days * 86_400));
  });
});
