import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JobQueue } from '#training/job-queue';

/** A queue whose jobs note `key:slot` when they start, and end by `finish`. */
function newQueue(count: number, memory = Infinity) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  let changes = 0;
  const queue = new JobQueue(() => (changes += 1));
  queue.setLimits({ count, memory });
  return {
    queue,
    started,
    changes: () => changes,
    add: (key: string, bytes?: number) =>
      queue.add({
        keys: [key],
        memory: bytes,
        work: (slot) => {
          started.push(`${key}:${slot}`);
          return new Promise((resolve) => ends.set(key, resolve));
        },
      }),
    finish: async (key: string) => {
      ends.get(key)?.();
      await nextTurn();
    },
  };
}

describe('JobQueue', () => {
  it('runs jobs in order, at most two at a time, and skips removed ones', async () => {
    const { queue, started, add, finish } = newQueue(2);
    for (const key of ['a', 'b', 'c', 'd']) add(key);
    expect(started).toEqual(['a:0', 'b:1']);
    expect(queue.remove('c')).toBe(true);
    expect(queue.remove('a')).toBe(false);
    await finish('a');
    expect(started).toEqual(['a:0', 'b:1', 'd:0']);
  });

  it('moves waiting jobs before others and to the end', async () => {
    const { queue, started, add, finish } = newQueue(1);
    for (const key of ['a', 'b', 'c', 'd']) add(key);
    expect(queue.move('d', 'b')).toBe(true);
    expect(queue.waiting).toEqual(['d', 'b', 'c']);
    expect(queue.move('d', null)).toBe(true);
    expect(queue.waiting).toEqual(['b', 'c', 'd']);
    expect(queue.move('c', 'c')).toBe(true);
    expect(queue.move('a', 'c')).toBe(false);
    expect(queue.move('c', 'a')).toBe(false);
    expect(queue.waiting).toEqual(['b', 'c', 'd']);
    queue.move('d', 'b');
    await finish('a');
    expect(started).toEqual(['a:0', 'd:0']);
  });

  it('starts more jobs when the limit grows, and ends none when it shrinks', async () => {
    const { queue, started, add, finish } = newQueue(1);
    for (const key of ['a', 'b', 'c']) add(key);
    queue.setLimits({ count: 2, memory: Infinity });
    expect(started).toEqual(['a:0', 'b:1']);
    queue.setLimits({ count: 1, memory: Infinity });
    await finish('b');
    expect(started).toEqual(['a:0', 'b:1']);
    await finish('a');
    expect(started).toEqual(['a:0', 'b:1', 'c:0']);
  });

  it('holds jobs back that do not fit into memory, and runs one that never fits alone', async () => {
    const { queue, started, add, finish } = newQueue(3, 10);
    add('a', 6);
    add('b', 5);
    add('c', 1);
    // The order stays: a small job does not overtake a large one, which would wait for ever.
    expect(started).toEqual(['a:0']);
    expect(queue.waitsForMemory).toBe(true);
    await finish('a');
    expect(started).toEqual(['a:0', 'b:0', 'c:1']);
    expect(queue.waitsForMemory).toBe(false);
    add('d', 100);
    await finish('b');
    expect(started).toHaveLength(3);
    await finish('c');
    expect(started.at(-1)).toBe('d:0');
  });

  it('starts nothing while it is held, and tells of every change of what waits', async () => {
    const { queue, started, add, finish, changes } = newQueue(1);
    add('a');
    queue.hold();
    add('b');
    await finish('a');
    expect(started).toEqual(['a:0']);
    queue.release();
    expect(started).toEqual(['a:0', 'b:0']);
    const before = changes();
    queue.remove('b');
    expect(changes()).toBe(before);
    add('c');
    queue.remove('c');
    expect(changes()).toBe(before + 2);
  });

  it('runs the keys of a job in one slot, and takes single ones away while it waits', async () => {
    const { queue, started, add, finish } = newQueue(1);
    add('a');
    queue.add({
      keys: ['b', 'c'],
      work: (slot) => {
        started.push(`b and c:${slot}`);
        return Promise.resolve();
      },
    });
    add('d');
    expect(queue.waiting).toEqual(['b', 'c', 'd']);
    expect(queue.move('d', 'c')).toBe(true);
    expect(queue.waiting).toEqual(['d', 'b', 'c']);
    expect(queue.move('b', 'c')).toBe(true);
    expect(queue.remove('b')).toBe(true);
    expect(queue.waiting).toEqual(['d', 'c']);
    expect(queue.size).toBe(3);
    expect(queue.remove('c')).toBe(true);
    expect(queue.waiting).toEqual(['d']);
    await finish('a');
    expect(started).toEqual(['a:0', 'd:0']);
  });
});
