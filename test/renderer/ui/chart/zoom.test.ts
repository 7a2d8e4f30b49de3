import { describe, expect, it } from 'vitest';
import { createAxisMap } from '#chart/axes/axis-map';
import {
  coversAll,
  keepWithin,
  panBounds,
  wheelFactor,
  zoomBounds,
} from '../../../../src-renderer/ui/chart/zoom';

describe('zooming', () => {
  it('keeps the value under the pointer in its place', () => {
    expect(zoomBounds({ min: 0, max: 100 }, false, 0.5, 25)).toEqual({ min: 12.5, max: 62.5 });
    const { min, max } = zoomBounds({ min: 1, max: 10_000 }, true, 0.5, 100);
    expect([min, max]).toEqual([10, 1000]);
  });

  it('is in for a turn up and out for a turn down, by the same amount', () => {
    expect(wheelFactor(-100)).toBeLessThan(1);
    expect(wheelFactor(-100) * wheelFactor(100)).toBeCloseTo(1, 12);
    // Some mice send thousands for one turn.
    expect(wheelFactor(5000)).toBeLessThan(3);
  });
});

describe('panning', () => {
  it('moves the content with the pointer', () => {
    const linear = createAxisMap({ min: 0, max: 100, isLog: false }, 0, 200);
    expect(panBounds({ min: 0, max: 100 }, linear, 20)).toEqual({ min: -10, max: 90 });
    const log = createAxisMap({ min: 1, max: 100, isLog: true }, 0, 200);
    const { min, max } = panBounds({ min: 1, max: 100 }, log, -100);
    expect(min).toBeCloseTo(10, 9);
    expect(max).toBeCloseTo(1000, 9);
  });

  it('stays within what there is', () => {
    const full = { min: 0, max: 100 };
    expect(keepWithin({ min: -10, max: 30 }, full, false)).toEqual({ min: 0, max: 40 });
    expect(keepWithin({ min: 80, max: 130 }, full, false)).toEqual({ min: 50, max: 100 });
    expect(keepWithin({ min: -50, max: 500 }, full, false)).toEqual(full);
    expect(coversAll({ min: 0, max: 99.95 }, full)).toBe(true);
    expect(coversAll({ min: 0, max: 90 }, full)).toBe(false);
  });
});
