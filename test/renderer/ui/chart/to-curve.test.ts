import { expect, it } from 'vitest';
import { toCurve } from '../../../../src-renderer/ui/chart/to-curve';

it('breaks a curve before the first point from the step of a gap on', () => {
  // The point at step 500 itself was decimated away.
  const columns = { step: [1, 100, 510, 600], seconds: [1, 2, 3, 4], value: [4, 3, 2, 1] };
  expect(toCurve({ gaps: [500] }, columns, columns.seconds)).toEqual({
    x: [1, 2, 3, 4],
    y: [4, 3, 2, 1],
    breaks: [2],
  });
  // A gap before the first visible point, or after the last, breaks nothing.
  expect(toCurve({ gaps: [1, 700] }, columns, columns.step).breaks).toEqual([]);
});
