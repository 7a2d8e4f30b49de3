import { describe, expect, it } from 'vitest';
import { chooseYScale, type YScaleRequest } from '#chart/axes/y-scale';
import { lineOf } from '../../../renderer/ui/chart/plot';

const log: YScaleRequest = { logY: true, range: null };
const linear: YScaleRequest = { logY: false, range: null };
const hundred = Array.from({ length: 100 }, (_, index) => index);

describe('the scale of the y axis', () => {
  it('is logarithmic if asked for, however narrow the values are', () => {
    const { isLog, bounds } = chooseYScale([lineOf([0, 1], [0.95, 1.05])], log);
    expect(isLog).toBe(true);
    expect(bounds?.min).toBeGreaterThan(0.94);
    expect(bounds?.max).toBeLessThan(1.06);
  });

  it('counts only values above zero if it is logarithmic', () => {
    const { bounds } = chooseYScale([lineOf([0, 1, 2, 3], [5, 0, -3, 2])], log);
    // 2 to 5, with a twenty-fifth of their ratio on both sides.
    expect(bounds?.min).toBeCloseTo(2 / 2.5 ** 0.04, 9);
    expect(bounds?.max).toBeCloseTo(5 * 2.5 ** 0.04, 9);
  });

  it('ends at the largest value that there can be', () => {
    // A single value has an axis from two thirds to one and a half of it.
    const untrained = [lineOf([0], [0.92])];
    expect(chooseYScale(untrained, log).bounds?.max).toBeCloseTo(1.38, 9);
    expect(chooseYScale(untrained, { ...log, most: 1 }).bounds?.max).toBe(1);
    // A value above it is shown all the same.
    expect(
      chooseYScale([lineOf([0, 1], [0.5, 2])], { ...log, most: 1 }).bounds?.max,
    ).toBeGreaterThan(2);
  });

  it('stays linear for a reason, and says it', () => {
    const request = { ...log, linearReason: 'a cosine can be negative' };
    expect(chooseYScale([lineOf([0, 1], [0.5, 1])], request)).toMatchObject({
      isLog: false,
      note: 'Linear axis: a cosine can be negative.',
    });
    expect(chooseYScale([lineOf([0, 1], [0.5, 1])], { ...request, logY: false }).note).toBeNull();
  });

  it('is linear, and says so, where no visible point is above zero', () => {
    const lines = [lineOf([0, 10, 20, 30], [1, 0, 0, 0])];
    expect(chooseYScale(lines, { ...log, range: { from: 10, to: 30 } })).toMatchObject({
      isLog: false,
      bounds: { min: 0, max: 1 },
      note: 'Linear axis: no point here is above zero.',
    });
    expect(chooseYScale(lines, log).isLog).toBe(true);
  });

  it('has no ends and no note without a value to draw', () => {
    const none = { isLog: false, bounds: null, note: null };
    expect(chooseYScale([], log)).toMatchObject(none);
    expect(chooseYScale([lineOf([0], [NaN])], log)).toMatchObject(none);
  });

  it('contains the line where it enters and leaves the visible range', () => {
    const lines = [lineOf([0, 10, 20], [0, 10, 0])];
    const within = (from: number, to: number) =>
      chooseYScale(lines, { logY: false, range: { from, to } }).bounds;
    expect(within(5, 12)).toEqual({ min: 5, max: 10 });
    // Between two points nothing was measured, but the line is there.
    expect(within(2, 4)).toEqual({ min: 2, max: 4 });
    const decades = chooseYScale([lineOf([0, 2], [1, 100])], { ...log, range: { from: 1, to: 2 } });
    expect(decades.bounds?.min).toBeCloseTo(10 / 10 ** 0.04, 9);
    // No line crosses a gap.
    const broken = lineOf([0, 10], [1, 9], { breaks: [1] });
    expect(chooseYScale([broken], { logY: false, range: { from: 2, to: 4 } }).bounds).toBeNull();
  });

  it('contains unsmoothed values, bands and single runs', () => {
    const of = (more: object) => chooseYScale([lineOf([0, 1], [2, 2], more)], linear).bounds;
    expect(of({ rawTrace: { x: [0, 1], y: [1, 3] } })).toEqual({ min: 1, max: 3 });
    expect(of({ band: { lower: [0, 1], upper: [3, 4] } })).toEqual({ min: 0, max: 4 });
    expect(of({ runs: [{ x: [0, 1], y: [2, 6] }] })).toEqual({ min: 2, max: 6 });
  });
});

describe('values outside of the axis', () => {
  const spiky = lineOf(
    hundred,
    hundred.map((index) => (index === 50 ? 1000 : index)),
  );

  it('are counted where outliers are ignored', () => {
    // The 1st to the 99th percentile of a hundred values are the second to the second largest: 1 to 99.
    const { bounds, outside } = chooseYScale([spiky], { ...linear, ignoresOutliers: true });
    expect(bounds).toEqual({ min: 0, max: 100 });
    expect(outside).toMatchObject({ coverage: null, points: 1, isAbove: true, isBelow: false });
  });

  it('are counted where the user has limited the axis, also at one end only', () => {
    const limited = chooseYScale([spiky], { ...linear, limits: { min: 10, max: 20 } });
    expect(limited.bounds).toEqual({ min: 10, max: 20 });
    // 0 to 9 below; 21 to 99 above, one of them the spike.
    expect(limited.outside).toMatchObject({ points: 89, isAbove: true, isBelow: true });
    const upper = chooseYScale([spiky], { ...linear, limits: { min: null, max: 2000 } });
    expect(upper.bounds).toEqual({ min: 0, max: 2000 });
    expect(upper.outside).toBeNull();
  });

  it('do not exist for limits that leave no axis', () => {
    expect(chooseYScale([spiky], { ...linear, limits: { min: 5, max: 5 } }).outside).toBeNull();
    expect(chooseYScale([spiky], { ...log, limits: { min: -1, max: 5 } }).bounds?.min).toBeLessThan(
      1,
    );
  });

  it('are not left out by limits that leave no axis: a note says why', () => {
    const note = (min: number | null, max: number | null, request = linear) =>
      chooseYScale([spiky], { ...request, limits: { min, max } }).note;
    expect(note(20, 10)).toBe(
      'The limits of the y axis are not applied: the lowest value is not below the highest.',
    );
    expect(note(-1, 5, log)).toBe(
      'The limits of the y axis are not applied: a log axis has only values above zero.',
    );
    expect(note(5000, null)).toBe(
      'The limit of the y axis is not applied: all values are below it.',
    );
    expect(note(null, -5)).toBe('The limit of the y axis is not applied: all values are above it.');
    expect(note(10, 20)).toBeNull();
  });

  it('are covered if all is to be shown, which can be undone', () => {
    const lines = [spiky, spiky, spiky].map((line) => ({ ...line, y: hundred }));
    const diverged = lineOf(
      hundred,
      hundred.map((index) => 10 ** (index / 4)),
    );
    const fitted = chooseYScale([...lines, diverged], linear);
    expect(fitted).toMatchObject({ bounds: { min: 0, max: 100 }, canFit: true });
    expect(fitted.outside).toMatchObject({ coverage: { diverged: 1 }, lines: 1, isAbove: true });
    const all = chooseYScale([...lines, diverged], { ...linear, showsAll: true });
    expect(all.bounds?.max).toBeGreaterThan(1e24);
    expect(all).toMatchObject({ outside: null, canFit: true });
  });
});
