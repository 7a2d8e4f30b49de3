import { expect, it } from 'vitest';
import { isSameJson } from '#analysis/patch/same-json';

it.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1, c: 1 }, false],
  [{ a: null }, {}, false],
  [[1, 2], [2, 1], false],
  [[1], { 0: 1 }, false],
  [[1], [1, 2], false],
  [{ a: [{ b: 1 }] }, { a: [{ b: 1 }] }, true],
  [0, -0, false],
  ['1', 1, false],
])('%j and %j are the same: %s', (a, b, same) => {
  expect([isSameJson(a, b), isSameJson(b, a)]).toEqual([same, same]);
});
