import { expect, it } from 'vitest';
import { listEdgePoints } from '../../../src-renderer/editor/edge-points';

// A node is 132 × 68 pixels; an edge begins 4.5 pixels right of it and ends 4.5 pixels left of its target.
it('follows an edge from its source to its target, so that no node fits between two points', () => {
  const points = listEdgePoints([{ from: 'a', to: 'b' }], {
    a: { x: 0, y: 0 },
    b: { x: 632, y: 0 },
  });
  expect(points[0]).toEqual({ x: 136.5, y: 34 });
  expect(points.at(-1)).toEqual({ x: 627.5, y: 34 });
  const gaps = points.slice(1).map(({ x }, index) => x - (points[index]?.x ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(68);
});

it('follows the route of an edge that leads back to the start of the next row', () => {
  const points = listEdgePoints([{ from: 'a', to: 'b' }], {
    a: { x: 500, y: 0 },
    b: { x: 0, y: 200 },
  });
  // Between the rows, at 34 + 68 / 2 = 68 to 200, the middle is free.
  const between = points.filter(({ y }) => y > 68 && y < 200);
  expect(between.some(({ x }) => x > 200 && x < 400)).toBe(true);
});

it('leaves out an edge without an end', () => {
  expect(listEdgePoints([{ from: 'a', to: 'gone' }], { a: { x: 0, y: 0 } })).toEqual([]);
});
