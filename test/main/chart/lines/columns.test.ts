import { describe, expect, it } from 'vitest';
import {
  countInRange,
  findFirstAtLeast,
  findNearestIndex,
  findSpan,
  includesIndex,
  isAscending,
} from '#chart/lines/columns';

describe('the first number that is at least a value', () => {
  const column = Float32Array.of(1, 3, 3, 8);
  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [3.5, 3],
    [9, 4],
  ])('of %d has the index %d', (value, index) =>
    expect(findFirstAtLeast(column, value)).toBe(index),
  );
});

describe('the nearest number', () => {
  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [14, 1],
    [99, 2],
  ])('to %d is at %d', (value, index) => expect(findNearestIndex([0, 10, 20], value)).toBe(index));

  it('does not exist in an empty column', () => expect(findNearestIndex([], 1)).toBe(-1));

  it('is found in any order', () => expect(findNearestIndex([20, 0, 10], 11)).toBe(2));
});

describe('the points in a range', () => {
  it('are those between its ends, and on them', () => {
    const x = Float64Array.of(0, 10, 10, 20, 30);
    expect(findSpan(x, { from: 10, to: 20 })).toEqual({ first: 1, end: 4 });
    expect(findSpan(x, { from: 11, to: 12 })).toEqual({ first: 3, end: 3 });
    expect(findSpan(x, null)).toEqual({ first: 0, end: 5 });
    expect(countInRange(x, { from: 5, to: 100 })).toBe(4);
  });

  it('may be anywhere where x is in no order', () => {
    const x = [3, 1, 2];
    expect(findSpan(x, { from: 1, to: 2 })).toEqual({ first: 0, end: 3 });
    expect(countInRange(x, { from: 1, to: 2 })).toBe(2);
  });
});

it('notices that a column that has grown is no longer in order', () => {
  const x = [1, 2];
  expect(isAscending(x)).toBe(true);
  x.push(3);
  expect(isAscending(x)).toBe(true);
  x.push(0);
  expect(isAscending(x)).toBe(false);
});

it('finds an index among others', () => {
  expect(includesIndex([2, 5], 5)).toBe(true);
  expect(includesIndex(Uint32Array.of(2, 5), 3)).toBe(false);
  expect(includesIndex(undefined, 0)).toBe(false);
});
