import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { drawInTurn, leaveQueue } from '../../../src-renderer/ui/chart/draw-queue';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws one chart at a time, each once with the latest, and none that is gone', () => {
  const drawn: string[] = [];
  const [first, second, gone] = [{}, {}, {}];
  drawInTurn(first, () => drawn.push('first, early'));
  drawInTurn(gone, () => drawn.push('gone'));
  drawInTurn(second, () => drawn.push('second'));
  drawInTurn(first, () => drawn.push('first, late'));
  leaveQueue(gone);
  expect(drawn).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(['first, late']);
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(['first, late', 'second']);
  vi.runAllTimers();
  drawInTurn(second, () => drawn.push('again'));
  vi.runAllTimers();
  expect(drawn.at(-1)).toBe('again');
});
