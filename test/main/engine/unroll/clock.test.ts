import { expect, it } from 'vitest';
import { activeTicks, messageIndexAt } from '#engine/unroll/clock';

it('a node computes at the multiples of its period in the stream', () => {
  expect(activeTicks({ offset: 0, ticks: 6 }, 1)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(activeTicks({ offset: 0, ticks: 6 }, 3)).toEqual([3, 6]);
  // Ticks 6 to 9 of the stream.
  expect(activeTicks({ offset: 5, ticks: 4 }, 3)).toEqual([1, 4]);
  expect(activeTicks({ offset: 6, ticks: 2 }, 3)).toEqual([]);
});

it('a reader gets the newest message, with a delay the newest from before its tick', () => {
  const sender = [2, 4, 6];
  const at = (isDelayed: boolean): number[] =>
    [1, 2, 3, 4, 5, 6, 7].map((tick) => messageIndexAt(tick, sender, isDelayed));
  expect(at(false)).toEqual([0, 1, 1, 2, 2, 3, 3]);
  expect(at(true)).toEqual([0, 0, 1, 1, 2, 2, 3]);
  expect(messageIndexAt(5, [], false)).toBe(0);
});
