import { describe, expect, it } from 'vitest';
import type { Series } from '#api/types';
import { countValues, toMetricValue } from '#spec/metric-value';
import {
  curveKey,
  buildCurves,
  emptySeries,
  SeriesBuffer,
  addCurves,
  isBeyond,
} from '../../../src-renderer/stores/series-buffer';

const series = (step: number[], value: number[]): Series => ({
  ...emptySeries('r', 'train/loss'),
  step,
  seconds: step.map((at) => at / 10),
  value: value.map(toMetricValue),
  total: step.length,
  counts: countValues(value),
});

describe('SeriesBuffer', () => {
  it('appends new points and skips those it already has', () => {
    const buffer = new SeriesBuffer(series([1, 2], [3, 2]), null, 0);
    buffer.append(series([2, 3], [2, 1]));
    expect(buffer.raw).toEqual({ step: [1, 2, 3], seconds: [0.1, 0.2, 0.3], value: [3, 2, 1] });
    expect(buffer.smooth).toBeNull();
  });

  it('continues the moving average as if it had started at the first point', () => {
    const values = [4, 2, 8, 1, 5];
    // s ← βs + (1−β)v, shown as s / (1 − βⁿ), by hand for every prefix.
    const smoothing = 0.6;
    const expected = values.map((_, last) => {
      let sum = 0;
      let weights = 0;
      for (let index = 0; index <= last; index += 1) {
        const weight = smoothing ** (last - index);
        sum += weight * (values[index] ?? 0);
        weights += weight;
      }
      return sum / weights;
    });
    const buffer = new SeriesBuffer(
      series([1, 2, 3], values.slice(0, 3)),
      series([1, 2, 3], expected.slice(0, 3)),
      smoothing,
    );
    buffer.append(series([4, 5], values.slice(3)));
    expect(buffer.smooth?.step).toEqual([1, 2, 3, 4, 5]);
    for (const [index, value] of expected.entries())
      expect(buffer.smooth?.value[index]).toBeCloseTo(value, 12);
  });

  it('smooths a curve that starts while it is shown', () => {
    const buffer = new SeriesBuffer(series([], []), null, 0.9);
    buffer.append(series([1, 2], [10, 20]));
    // (0.9 · 1 + 2) · 10 · 0.1 over 1 − 0.81
    expect(buffer.smooth?.value[0]).toBeCloseTo(10, 12);
    expect(buffer.smooth?.value[1]).toBeCloseTo(2.9 / 0.19, 12);
  });

  it('keeps values that are not finite, which do not enter the average', () => {
    const buffer = new SeriesBuffer(series([], []), null, 0.5);
    buffer.append(series([1, 2, 3], [1, NaN, 1]));
    expect(buffer.raw).toMatchObject({ step: [1, 2, 3], value: [1, NaN, 1] });
    expect(buffer.smooth?.value).toEqual([1, NaN, 1]);
  });

  it('continues the average of a curve whose last values are not finite', () => {
    // β = 0.5: the average of 4 and 8 is 5 / 0.75, with 2 it is 4.
    const raw = series([1, 2, 3], [4, 8, NaN]);
    const buffer = new SeriesBuffer(raw, series([1, 2, 3], [4, 5 / 0.75, NaN]), 0.5);
    buffer.append(series([4], [2]));
    expect(buffer.smooth?.value.at(-1)).toBeCloseTo(4, 12);
  });

  it('counts the points that not every axis can show, also of a decimated curve', () => {
    const counts = { zero: 500, negative: 0, notFinite: 2 };
    const buffer = new SeriesBuffer({ ...series([1, 900], [1, 2]), total: 900, counts }, null, 0);
    buffer.append(series([901, 902, 903], [0, -1, NaN]));
    expect(buffer.total).toBe(903);
    expect(buffer.counts).toEqual({ zero: 501, negative: 1, notFinite: 3 });
  });

  it('notices that new points do not follow the last one', () => {
    const buffer = new SeriesBuffer({ ...series([1, 50, 51], [1, 1, 1]), gaps: [50] }, null, 0);
    buffer.append(series([52, 53], [1, 1]));
    expect(buffer.gaps).toEqual([50]);
    buffer.append(series([200, 201], [1, 1]));
    expect(buffer.gaps).toEqual([50, 200]);
  });
});

describe('curves', () => {
  it('pairs each curve with its smoothed series', () => {
    const curves = buildCurves([series([1], [2])], [series([1], [2])], 0.5);
    expect(curves.get(curveKey('r', 'train/loss'))?.smooth?.value).toEqual([2]);
  });

  it('are beyond a run that goes on from an earlier checkpoint', () => {
    const curves = buildCurves([series([1, 2, 40], [3, 2, 1])], [], 0);
    expect(isBeyond(curves, 'r', 20)).toBe(true);
    expect(isBeyond(curves, 'r', 40)).toBe(false);
    expect(isBeyond(curves, 'another', 20)).toBe(false);
    expect(isBeyond(buildCurves([series([], [])], [], 0), 'r', 0)).toBe(false);
  });

  it('returns a new map, so that a change is noticed', () => {
    const curves = buildCurves([series([1], [2])], [], 0);
    const more = addCurves(curves, []);
    expect(more).not.toBe(curves);
    expect([...more]).toEqual([...curves]);
  });
});
