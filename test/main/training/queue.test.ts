import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Queue } from '#training/queue';

describe('Queue', () => {
  it('keeps order and number, and forgets what is taken back', async () => {
    const queue = new Queue(2);
    const begun: string[] = [];
    const finish = new Map<string, () => void>();
    for (const key of ['a', 'b', 'c', 'd'])
      queue.add(key, () => {
        begun.push(key);
        return new Promise((resolve) => finish.set(key, resolve));
      });
    expect(begun).toEqual(['a', 'b']);
    expect(queue.remove('c')).toBe(true);
    expect(queue.remove('a')).toBe(false);
    finish.get('b')?.();
    await turn();
    expect(begun).toEqual(['a', 'b', 'd']);
  });
});
