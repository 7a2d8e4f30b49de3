import { describe, expect, it } from 'vitest';
import {
  findMeasuredPoint,
  readLast,
  readLine,
  sortByDistance,
  type LineReading,
} from '../../../../src-renderer/ui/chart/read-values';
import { lineOf } from './plot';

const evenly = { x: Float32Array.of(100, 200, 300, 400), y: [1, 2, 3, 4] };

describe('the point at an x', () => {
  it.each([
    [100, 0],
    [149, 0],
    [151, 1],
    [380, 3],
  ])('is the nearest measured one at %d', (x, index) =>
    expect(findMeasuredPoint(evenly, x, 5)).toBe(index),
  );

  it('is none before the line begins and after it has ended, but for a small distance', () => {
    expect(findMeasuredPoint(evenly, 90, 5)).toBe(-1);
    expect(findMeasuredPoint(evenly, 96, 5)).toBe(0);
    expect(findMeasuredPoint(evenly, 404, 5)).toBe(3);
    expect(findMeasuredPoint(evenly, 410, 5)).toBe(-1);
    expect(findMeasuredPoint({ x: [], y: [] }, 1, 5)).toBe(-1);
  });

  it('is the last one up to where training has diverged', () => {
    expect(findMeasuredPoint(evenly, 450, 5, 460)).toBe(3);
    expect(findMeasuredPoint(evenly, 470, 5, 460)).toBe(-1);
  });

  it('is none where points are missing', () => {
    const broken = { ...evenly, breaks: Uint32Array.of(2) };
    expect(findMeasuredPoint(broken, 149, 5)).toBe(0);
    expect(findMeasuredPoint(broken, 204, 5)).toBe(1);
    expect(findMeasuredPoint(broken, 249, 5)).toBe(-1);
    expect(findMeasuredPoint(broken, 251, 5)).toBe(-1);
    expect(findMeasuredPoint(broken, 297, 5)).toBe(2);
    expect(findMeasuredPoint(broken, 300, 5)).toBe(2);
    expect(findMeasuredPoint(broken, 390, 5)).toBe(3);
  });
});

describe('the value of a line', () => {
  it('comes with its band, its number of runs and the unsmoothed value', () => {
    const line = lineOf([10, 20], [0.5, 0.4], {
      band: { lower: [0.4, 0.3], upper: [0.6, 0.5] },
      n: Uint16Array.of(5, 3),
      rawTrace: { x: [10, 20], y: [0.7, 0.1] },
    });
    expect(readLine(line, 19, 1)).toEqual({
      key: 'a',
      label: 'test',
      color: '--run-1',
      dash: [],
      x: 20,
      value: 0.4,
      raw: 0.1,
      n: 3,
      band: { lower: 0.3, upper: 0.5 },
      notes: ['smoothed'],
    });
  });

  it('says at its last point how the curve has ended', () => {
    const line = lineOf([10, 20], [1, NaN], { endMark: { x: 25, label: 'diverged at step 25' } });
    expect(readLine(line, 10, 1)?.notes).toEqual([]);
    expect(readLine(line, 24, 1)).toMatchObject({ value: NaN, notes: ['diverged at step 25'] });
    expect(readLast(line)?.notes).toEqual(['diverged at step 25']);
  });

  it('is that of a visible point beside a visible x, although a hidden one is nearer', () => {
    const line = lineOf(evenly.x, evenly.y);
    const visible = { from: 190, to: 290 };
    expect(readLine(line, 280, 1)?.x).toBe(300);
    expect(readLine(line, 280, 1, visible)?.x).toBe(200);
    expect(readLine(line, 195, 1, { from: 190, to: 310 })?.x).toBe(200);
    // Beyond the visible part, as where another chart is pointed at, and with no visible point.
    expect(readLine(line, 370, 1, visible)?.x).toBe(400);
    expect(readLine(line, 280, 1, { from: 210, to: 290 })?.x).toBe(300);
    const broken = lineOf(evenly.x, evenly.y, { breaks: [2] });
    expect(readLine(broken, 290, 20, visible)?.x).toBe(300);
  });

  it('is at the end the last visible one', () => {
    const line = lineOf(evenly.x, evenly.y);
    expect(readLast(line)?.x).toBe(400);
    expect(readLast(line, { from: 150, to: 399 })?.x).toBe(300);
    expect(readLast(line, { from: 150, to: 300 })?.x).toBe(300);
    expect(readLast(line, { from: 310, to: 390 })).toBeNull();
    // An axis of a metric, whose values are in no order.
    expect(readLast(lineOf([3, 1, 2, 5], [7, 8, 9, 6]), { from: 0, to: 3 })?.value).toBe(9);
  });

  it('does not exist for a line that helps to read the chart, or without points', () => {
    expect(readLine(lineOf([5, 5], [1, 2], { isGuide: true }), 5, 1)).toBeNull();
    expect(readLast(lineOf([], []))).toBeNull();
  });
});

it('sorts values by their distance, what has no place last', () => {
  const readings = [3, NaN, 1, 2].map((value) => ({ value }) as LineReading);
  const sorted = sortByDistance(readings, ({ value }) => Math.abs(value - 2.1));
  expect(sorted.map(({ value }) => value)).toEqual([2, 3, 1, NaN]);
});
