import { expect, it } from 'vitest';
import { EventQueue } from '#analysis/distributed-steps/event-queue';

it('returns the earliest event, of equally early ones that with the lowest number', () => {
  const queue = new EventQueue();
  const events = [3, 1, 2, 1, 0, 2, 5, 4].map((time, number) => ({ time, number }));
  for (const { time, number } of events) queue.push(time, number);
  const popped = events.map(() => queue.pop());
  const sorted = [...events].sort((a, b) => a.time - b.time || a.number - b.number);
  expect(popped).toEqual(sorted);
  expect(queue.pop()).toBeNull();
});
