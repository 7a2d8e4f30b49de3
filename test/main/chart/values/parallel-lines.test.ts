import { describe, expect, it } from 'vitest';
import {
  brushBetween,
  buildParallel,
  isWithin,
  moveBrush,
  pathOf,
} from '#chart/values/parallel-lines';
import { makeGroup, makeRun } from '../../../renderer/compare/charts/runs';

const parallel = buildParallel(
  [
    makeGroup('A', [makeRun('a', { seed: 0, value: 1 }), makeRun('b', { seed: 10 })]),
    makeGroup('B', [makeRun('c', { seed: 5, value: 3 })]),
  ],
  ['training.seed', 'x/value'],
);

it('places each run on each axis, between the twentieths that are free at its ends', () => {
  expect(parallel.lines.map(({ key }) => key)).toEqual(['A', 'A', 'B']);
  const [a, b, c] = parallel.lines.map(({ heights }) => heights);
  // Seeds from 0 to 10 stand on an axis from -0.5 to 10.5, values from 1 to 3 on one from 0.9 to 3.1.
  expect(a?.[0]).toBeCloseTo(0.5 / 11, 12);
  expect(a?.[1]).toBeCloseTo(0.1 / 2.2, 12);
  expect(b?.[0]).toBeCloseTo(10.5 / 11, 12);
  expect(b?.[1]).toBeNull();
  expect(c?.[0]).toBeCloseTo(0.5, 12);
});

it('keeps the runs within the brushes of all axes, none without a value there', () => {
  const within = (...brushes: ({ from: number; to: number } | null)[]): string[] =>
    parallel.lines.filter((line) => isWithin(line, brushes)).map(({ run }) => run.id);
  expect(within(null, null)).toEqual(['a', 'b', 'c']);
  expect(within({ from: 0.4, to: 1 }, null)).toEqual(['b', 'c']);
  expect(within({ from: 0.4, to: 1 }, { from: 0, to: 1 })).toEqual(['c']);
});

describe('a brush', () => {
  it('has its ends in order and on the axis, and is none after a click', () => {
    expect(brushBetween(0.75, 0.25)).toEqual({ from: 0.25, to: 0.75 });
    expect(brushBetween(-1, 0.5)).toEqual({ from: 0, to: 0.5 });
    expect(brushBetween(0.5, 0.505)).toBeNull();
  });

  it('begins with one half, moves to the end of the axis, and widens with Shift', () => {
    expect(moveBrush(null, 0.1, false)).toEqual({ from: 0.5, to: 1 });
    expect(moveBrush(null, -0.1, false)).toEqual({ from: 0, to: 0.5 });
    expect(moveBrush({ from: 0.25, to: 0.5 }, 0.25, false)).toEqual({ from: 0.5, to: 0.75 });
    expect(moveBrush({ from: 0.5, to: 1 }, 0.25, false)).toEqual({ from: 0.5, to: 1 });
    expect(moveBrush({ from: 0.25, to: 0.5 }, -0.5, false)).toEqual({ from: 0, to: 0.25 });
    expect(moveBrush({ from: 0.25, to: 0.5 }, 0.25, true)).toEqual({ from: 0.25, to: 0.75 });
    expect(moveBrush({ from: 0.25, to: 0.5 }, -0.5, true)).toEqual({ from: 0.25, to: 0.25 });
  });
});

it('leaves a gap in the line where a value is missing', () => {
  const path = pathOf(
    [0, 1, null, 0.5],
    (axis) => 10 * axis,
    (height) => 100 * height,
  );
  expect(path).toBe('M0.0 0.0L10.0 100.0M30.0 50.0');
});
