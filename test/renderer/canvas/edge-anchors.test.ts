import { expect, it } from 'vitest';
import { computeSelfLoopPath, findEdgeEnds } from '#diagram/edge-path';
import { findAnchors } from '../../../src-renderer/canvas/edge-anchors';

it('are beside the cards of an edge', () => {
  // Cards of 132 by 68: the edge leaves at 132 + 4.5 and arrives at 300 - 4.5.
  const ends = findEdgeEnds({ x: 0, y: 0 }, { x: 300, y: 100 });
  expect(findAnchors(ends, false)).toEqual({
    source: { x: 148.5, y: 34 },
    target: { x: 283.5, y: 134 },
  });
});

it('are above the card of a self-loop, on the pieces of its line that go up and down', () => {
  const ends = findEdgeEnds({ x: 0, y: 0 }, { x: 0, y: 0 });
  const anchors = findAnchors(ends, true);
  expect(anchors).toEqual({ source: { x: 124.5, y: -12 }, target: { x: 7.5, y: -12 } });
  const [path] = computeSelfLoopPath(ends);
  // Up from 5 pixels inside the card, and down again, to where the corners begin 14 pixels above it.
  expect(path).toMatch(/^M124.5,5 L124.5,-14 /);
  expect(path).toMatch(/7.5,-14 L7.5,5$/);
});
