import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from '../../../../src-renderer/ui/chart/paced';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The values that were passed on, each with its time, where drawing what follows takes `drawMs`. */
function pace(drawMs: number) {
  const start = performance.now();
  const passed: [string, number][] = [];
  const paced = new Paced<string>(
    (value) => passed.push([value, Math.round(performance.now() - start)]),
    { shortest: 80, longest: 400, whenDrawn: (act) => void setTimeout(act, drawMs) },
  );
  return { paced, passed };
}

describe('values that are passed on no more often than they can be drawn', () => {
  it('passes on the first at once and then the newest, after the shortest interval', () => {
    const { paced, passed } = pace(10);
    for (const value of 'abcdefg') {
      paced.push(value);
      vi.advanceTimersByTime(30);
    }
    vi.advanceTimersByTime(1000);
    // At 80 ms the newest is that of 60 ms, at 160 ms that of 150 ms; the last one is of 180 ms.
    expect(passed).toEqual([
      ['a', 0],
      ['c', 80],
      ['f', 160],
      ['g', 240],
    ]);
  });

  it('waits four times as long as drawing takes, and not longer than the longest interval', () => {
    const after = (drawMs: number): number | undefined => {
      const { paced, passed } = pace(drawMs);
      paced.push('first');
      paced.push('second');
      vi.advanceTimersByTime(10_000);
      return passed[1]?.[1];
    };
    expect(after(5)).toBe(80);
    expect(after(50)).toBe(200);
    expect(after(300)).toBe(400);
  });

  it('passes on a value at once after a pause', () => {
    const { paced, passed } = pace(10);
    paced.push('a');
    vi.advanceTimersByTime(200);
    paced.push('b');
    expect(passed).toEqual([
      ['a', 0],
      ['b', 200],
    ]);
  });

  it('passes on a value that cannot wait, and forgets the one that waits', () => {
    const { paced, passed } = pace(10);
    paced.push('a');
    paced.push('b');
    vi.advanceTimersByTime(20);
    paced.pushNow('c');
    paced.push('d');
    vi.advanceTimersByTime(1000);
    // The interval begins again with the value that could not wait.
    expect(passed).toEqual([
      ['a', 0],
      ['c', 20],
      ['d', 100],
    ]);
  });
});
