import { expect, it } from 'vitest';
import { takeTurn } from '#files/take-turn';

function computeFor(milliseconds: number): void {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
}

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
