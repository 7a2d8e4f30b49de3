import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { takeTurn } from '#files/take-turn';

// Only the clock is one of the test: turns of the event loop are real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1000 }));
afterEach(() => void vi.useRealTimers());

const computeFor = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds);

it('gives the event loop one turn for all who compute, when 20 ms have passed since the last', async () => {
  computeFor(21);
  await takeTurn();
  let turns = 0;
  setImmediate(() => (turns += 1));
  await takeTurn();
  expect(turns).toBe(0);
  computeFor(21);
  await Promise.all([takeTurn(), takeTurn()]);
  expect(turns).toBe(1);
});
