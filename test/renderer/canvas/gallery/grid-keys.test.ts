import { expect, it } from 'vitest';
import { findNext } from '../../../../src-renderer/canvas/gallery/grid-keys';

/** Two groups: three cards in a row and one below, then two cards. */
const places = [
  [0, 0],
  [300, 0],
  [600, 0],
  [0, 200],
  [0, 460],
  [300, 460],
].map(([left = 0, top = 0]) => ({ left, top }));
const keys = (at: number): (number | null)[] =>
  ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'].map((key) => findNext(places, at, key));

it('leads to the card beside, and to the nearest one of the next row', () => {
  expect(keys(0)).toEqual([1, 0, 3, 0]);
  expect(keys(2)).toEqual([3, 1, 3, 2]);
  expect(keys(3)).toEqual([4, 2, 4, 0]);
  expect(keys(5)).toEqual([5, 4, 5, 3]);
  expect([findNext(places, 2, 'Home'), findNext(places, 2, 'End')]).toEqual([0, 5]);
  expect(findNext(places, 2, 'a')).toBeNull();
});
