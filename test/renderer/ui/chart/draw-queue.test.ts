import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { queueDraw, cancelDraw } from '../../../../src-renderer/ui/chart/draw-queue';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws each chart once with its latest content, and none that was cancelled', () => {
  const drawn: string[] = [];
  const [first, second, cancelled] = [{}, {}, {}];
  queueDraw(first, () => drawn.push('first, early'));
  queueDraw(cancelled, () => drawn.push('cancelled'));
  queueDraw(second, () => drawn.push('second'));
  queueDraw(first, () => drawn.push('first, late'));
  cancelDraw(cancelled);
  expect(drawn).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(['first, late', 'second']);
  vi.runAllTimers();
  queueDraw(second, () => drawn.push('again'));
  vi.runAllTimers();
  expect(drawn.at(-1)).toBe('again');
});

it('leaves charts to the next task after one that takes long', () => {
  const drawn: string[] = [];
  const times = vi.spyOn(performance, 'now');
  let now = 0;
  times.mockImplementation(() => now);
  for (const name of ['a', 'b', 'c'])
    queueDraw({}, () => {
      drawn.push(name);
      now += 25;
    });
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(['a', 'b']);
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(['a', 'b', 'c']);
  times.mockRestore();
});

it('lets a chart wait, until it is drawn otherwise', () => {
  const drawn: string[] = [];
  const [first, second, cancelled] = [{}, {}, {}];
  queueDraw(first, () => drawn.push('first, waiting'), 300);
  queueDraw(second, () => drawn.push('second, waiting'), 300);
  queueDraw(cancelled, () => drawn.push('cancelled'), 300);
  queueDraw(second, () => drawn.push('second'));
  cancelDraw(cancelled);
  vi.advanceTimersByTime(299);
  expect(drawn).toEqual(['second']);
  vi.runAllTimers();
  expect(drawn).toEqual(['second', 'first, waiting']);
});
