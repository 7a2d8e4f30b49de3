import { expect, it } from 'vitest';
import { readProfile, listSteps } from '#chart/lines/gradient-profile';

const curves = new Map([
  [8, { x: Float64Array.from([100]), y: Float64Array.from([0.1]) }],
  [1, { x: Float64Array.from([0, 100]), y: Float64Array.from([2, 3]) }],
]);

it('reads the norms of one step, sorted by distance', () => {
  expect(listSteps(curves)).toEqual([0, 100]);
  expect(readProfile(curves, 100)).toEqual({ step: 100, distances: [1, 8], norms: [3, 0.1] });
  expect(readProfile(curves, 0)).toEqual({ step: 0, distances: [1], norms: [2] });
});
