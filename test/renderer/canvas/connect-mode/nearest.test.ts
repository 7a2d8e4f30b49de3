import { expect, it } from 'vitest';
import { findNearest } from '../../../../src-renderer/canvas/connect-mode/nearest';

const positions = {
  near: { x: 100, y: 0 },
  far: { x: 300, y: 0 },
  aside: { x: 90, y: 60 },
  below: { x: 10, y: 80 },
  left: { x: -100, y: 20 },
};
const all = Object.keys(positions);
const from = { x: 0, y: 0 };

it('finds what is nearest in a direction', () => {
  expect(findNearest(positions, from, 'right', all)).toBe('near');
  expect(findNearest(positions, from, 'left', all)).toBe('left');
  expect(findNearest(positions, from, 'down', all)).toBe('below');
  expect(findNearest(positions, from, 'up', all)).toBe(null);
});

it('counts what lies to the side as twice as far away', () => {
  // 90 ahead and 60 aside count as 210, less than the 300 ahead.
  expect(findNearest(positions, from, 'right', ['far', 'aside'])).toBe('aside');
  expect(findNearest(positions, from, 'right', ['near', 'aside'])).toBe('near');
});

it('finds nothing that lies more to the side than ahead, and nothing without a position', () => {
  expect(findNearest(positions, from, 'right', ['below', 'unknown'])).toBe(null);
});
