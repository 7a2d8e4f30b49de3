import { expect, it } from 'vitest';
import { findShift } from '../../../src-renderer/canvas/find-shift';

it('moves a view as little as needed to show a box', () => {
  const view = { x: 100, y: 50, width: 400, height: 300 };
  const box = { width: 132, height: 64 };
  expect(findShift({ ...box, x: 200, y: 100 }, view)).toEqual({ x: 0, y: 0 });
  // The right border is at 500, and the lower one at 350.
  expect(findShift({ ...box, x: 450, y: 300 }, view)).toEqual({ x: 82, y: 14 });
  expect(findShift({ ...box, x: 60, y: 20 }, view)).toEqual({ x: -40, y: -30 });
});
