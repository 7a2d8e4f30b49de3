import type { Point } from '#diagram/layout/geometry';
import type { Box } from '../editor/annotations';

/** The smallest shift of a view after which a box, which is not larger, is wholly within it. */
export function findShift(box: Box, view: Box): Point {
  return {
    x: shiftAlong(box.x, box.x + box.width, view.x, view.x + view.width),
    y: shiftAlong(box.y, box.y + box.height, view.y, view.y + view.height),
  };
}

function shiftAlong(start: number, end: number, viewStart: number, viewEnd: number): number {
  if (start < viewStart) return start - viewStart;
  return Math.max(0, end - viewEnd);
}
