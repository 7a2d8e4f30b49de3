import { describe, expect, it } from 'vitest';
import type { ChartLine } from '../../../../src-renderer/ui/chart/chart-line';
import {
  chooseYScale,
  linearBounds,
  padLogExtent,
} from '../../../../src-renderer/ui/chart/y-scale';

const line = (x: number[], y: number[], more: Partial<ChartLine> = {}): ChartLine => ({
  key: 'a',
  label: 'test',
  color: '--run-1',
  x,
  y,
  ...more,
});
const log = { logScale: true, range: null };

describe('the scale of the y axis', () => {
  it('is logarithmic if asked for, however narrow the values are', () => {
    const scale = chooseYScale([line([0, 1], [0.95, 1.05])], log);
    expect(scale).toEqual({ isLog: true, extent: { low: 0.95, high: 1.05 }, note: null });
  });

  it('counts only values above zero if it is logarithmic', () => {
    const { extent } = chooseYScale([line([0, 1, 2, 3], [5, 0, -3, 2])], log);
    expect(extent).toEqual({ low: 2, high: 5 });
  });

  it('stays linear for a reason, and says it', () => {
    const request = { ...log, linearReason: 'a cosine can be negative' };
    expect(chooseYScale([line([0, 1], [0.5, 1])], request)).toMatchObject({
      isLog: false,
      note: 'Linear axis: a cosine can be negative.',
    });
    expect(chooseYScale([line([0, 1], [0.5, 1])], { ...request, logScale: false }).note).toBeNull();
  });

  it('is linear, and says so, where no visible point is above zero', () => {
    const lines = [line([0, 10, 20, 30], [1, 0, 0, 0])];
    expect(chooseYScale(lines, { ...log, range: { from: 10, to: 30 } })).toEqual({
      isLog: false,
      extent: { low: 0, high: 0 },
      note: 'Linear axis: no point here is above zero.',
    });
    expect(chooseYScale(lines, log).isLog).toBe(true);
  });

  it('has no extent and no note without a value to draw', () => {
    const none = { isLog: false, extent: null, note: null };
    expect(chooseYScale([], log)).toEqual(none);
    expect(chooseYScale([line([0], [NaN])], log)).toEqual(none);
  });

  it('contains the line where it enters and leaves the visible range', () => {
    const lines = [line([0, 10, 20], [0, 10, 0])];
    expect(chooseYScale(lines, { logScale: false, range: { from: 5, to: 12 } }).extent).toEqual({
      low: 5,
      high: 10,
    });
    // Between two points nothing was measured, but the line is there.
    expect(chooseYScale(lines, { logScale: false, range: { from: 2, to: 4 } }).extent).toEqual({
      low: 2,
      high: 4,
    });
    const decades = chooseYScale([line([0, 2], [1, 100])], { ...log, range: { from: 1, to: 1.5 } });
    expect(decades.extent?.low).toBeCloseTo(10, 9);
    // No line crosses a gap, or a point without a place on the axis.
    const broken = line([0, 10], [1, 9], { breaks: [1] });
    expect(
      chooseYScale([broken], { logScale: false, range: { from: 2, to: 4 } }).extent,
    ).toBeNull();
  });

  it('contains the unsmoothed values', () => {
    const smoothed = line([0, 1], [2, 2], { rawTrace: { x: [0, 1], y: [1, 3] } });
    expect(chooseYScale([smoothed], log).extent).toEqual({ low: 1, high: 3 });
  });
});

describe('the ends of an axis', () => {
  it('leave a little space on a logarithmic axis, also around equal values', () => {
    const { min, max } = padLogExtent({ low: 1, high: 100 });
    expect(min).toBeLessThan(1);
    expect(max).toBeGreaterThan(100);
    expect(padLogExtent({ low: 3, high: 3 })).toEqual({ min: 2, max: 4.5 });
  });

  it('begin at zero for equal values that are not negative', () => {
    expect(linearBounds({ low: 0, high: 0 })).toEqual({ suggestedMin: 0, suggestedMax: 1 });
    expect(linearBounds({ low: 7, high: 7 })).toEqual({ suggestedMin: 0, suggestedMax: 7 });
    expect(linearBounds({ low: -2, high: 3 })).toEqual({ suggestedMin: -2, suggestedMax: 3 });
  });
});
