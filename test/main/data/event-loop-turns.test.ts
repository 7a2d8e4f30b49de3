import { expect, it } from 'vitest';
import { EventLoopTurns } from '#data/event-loop-turns';

const work = (milliseconds: number): void => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

it('lets a message through after 20 ms of work, and not before', async () => {
  const turns = new EventLoopTurns();
  let isHeard = false;
  setImmediate(() => {
    isHeard = true;
  });
  await turns.take();
  expect(isHeard).toBe(false);
  work(25);
  await turns.take();
  expect(isHeard).toBe(true);
  isHeard = false;
  setImmediate(() => {
    isHeard = true;
  });
  await turns.take();
  expect(isHeard).toBe(false);
});
