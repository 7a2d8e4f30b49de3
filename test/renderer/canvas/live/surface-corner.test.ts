import { expect, it } from 'vitest';
import {
  boxAtCorner,
  corners,
  findFreeCorner,
  leaveButton,
  nearestCorner,
} from '../../../../src-renderer/canvas/live/surface-corner';

const canvas = { width: 742, height: 455 };
const panel = { width: 162, height: 195 };
const card = (x: number, y: number) => ({ x, y, width: 170, height: 110 });

it('a panel goes to the first corner in which it covers no card', () => {
  expect(findFreeCorner([], canvas, panel)).toBe('bottom-right');
  // A panel at the lower right takes 570 to 732 and 250 to 445.
  expect(boxAtCorner('bottom-right', canvas, panel)).toEqual({ x: 570, y: 250, ...panel });
  const low = [card(500, 300), card(20, 300)];
  expect(findFreeCorner(low, canvas, panel)).toBe('top-right');
  expect(findFreeCorner([...low, card(600, 0)], canvas, panel)).toBe('top-left');
  expect(findFreeCorner([...low, card(600, 0), card(20, 100)], canvas, panel)).toBeNull();
});

it('a panel stays in a corner that is tried first as long as it covers no card there', () => {
  expect(findFreeCorner([card(20, 300)], canvas, panel, ['top-left', ...corners])).toBe('top-left');
  expect(findFreeCorner([card(20, 100)], canvas, panel, ['top-left', ...corners])).toBe(
    'bottom-right',
  );
});

it('a panel of a presentation leaves the button free that ends it', () => {
  const low = [card(500, 300), card(20, 300)];
  expect(findFreeCorner([...low, leaveButton(canvas.width)], canvas, panel)).toBe('top-left');
});

it('a panel that is dragged goes to the nearest corner', () => {
  expect(nearestCorner(100, 100, canvas)).toBe('top-left');
  expect(nearestCorner(500, 100, canvas)).toBe('top-right');
  expect(nearestCorner(100, 400, canvas)).toBe('bottom-left');
});
