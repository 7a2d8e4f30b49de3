import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JobQueue } from '#training/job-queue';

describe('JobQueue', () => {
  it('runs jobs in order, at most two at a time, and skips removed ones', async () => {
    const queue = new JobQueue(2);
    const started: string[] = [];
    const finish = new Map<string, () => void>();
    for (const key of ['a', 'b', 'c', 'd'])
      queue.add(key, () => {
        started.push(key);
        return new Promise((resolve) => finish.set(key, resolve));
      });
    expect(started).toEqual(['a', 'b']);
    expect(queue.remove('c')).toBe(true);
    expect(queue.remove('a')).toBe(false);
    finish.get('b')?.();
    await nextTurn();
    expect(started).toEqual(['a', 'b', 'd']);
  });
});
