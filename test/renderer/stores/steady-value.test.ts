import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SteadyValues } from '../../../src-renderer/stores/steady-value';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is shown, with the time in milliseconds since the start. */
function record() {
  const start = Date.now();
  const shown: [number, string, string | null][] = [];
  const values = new SteadyValues<string>(
    (key, value) => shown.push([Date.now() - start, key, value]),
    { showAfterMs: 500, stayMs: 1000 },
  );
  return { values, shown };
}

it('never shows a value that is gone soon, however often it comes', () => {
  const { values, shown } = record();
  for (let times = 0; times < 5; times += 1) {
    values.set('a', 'evaluating');
    vi.advanceTimersByTime(400);
    values.set('a', null);
    vi.advanceTimersByTime(200);
  }
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([]);
});

it('shows the latest of the changes that came before, and later ones at once', () => {
  const { values, shown } = record();
  values.set('a', '1 %');
  vi.advanceTimersByTime(300);
  values.set('a', '2 %');
  vi.advanceTimersByTime(300);
  values.set('a', '3 %');
  expect(shown).toEqual([
    [500, 'a', '2 %'],
    [600, 'a', '3 %'],
  ]);
});

it('lets a shown value stay long enough to be read', () => {
  const { values, shown } = record();
  values.set('a', '1 %');
  vi.advanceTimersByTime(700);
  values.set('a', null);
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([
    [500, 'a', '1 %'],
    [1500, 'a', null],
  ]);
});

it('goes on with a value that comes back before the last one has disappeared', () => {
  const { values, shown } = record();
  values.set('a', 'loading');
  vi.advanceTimersByTime(600);
  values.set('a', null);
  vi.advanceTimersByTime(100);
  values.set('a', 'evaluating');
  vi.advanceTimersByTime(5000);
  expect(shown).toEqual([
    [500, 'a', 'loading'],
    [700, 'a', 'evaluating'],
  ]);
});

it('keeps keys apart and clears them at once', () => {
  const { values, shown } = record();
  values.set('a', 'loading');
  values.set('b', 'loading');
  vi.advanceTimersByTime(500);
  values.clear('a');
  values.clear('a');
  expect(shown.at(-1)).toEqual([500, 'a', null]);
  values.clearAll();
  expect(shown).toHaveLength(4);
  vi.advanceTimersByTime(5000);
  expect(shown).toHaveLength(4);
});
