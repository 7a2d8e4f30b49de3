import { describe, expect, it } from 'vitest';
import { WriteQueue } from '#training/write-queue';

const diskFull = (): Error => Object.assign(new Error('full'), { code: 'ENOSPC' });
/** Lets the queue work on until it waits. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function newQueue() {
  const seen: string[] = [];
  const queue = new WriteQueue({
    onDiskFull: () => seen.push('full'),
    onError: (error) => seen.push((error as Error).message),
  });
  return { queue, seen };
}

describe('WriteQueue', () => {
  it('runs one write after the other, also after one that failed', async () => {
    const { queue, seen } = newQueue();
    const first = queue.add(async () => {
      await settle();
      seen.push('first');
      throw new Error('broken');
    });
    const second = queue.add(async () => void seen.push('second'));
    await expect(first).rejects.toThrow('broken');
    await second;
    expect(seen).toEqual(['first', 'broken', 'second']);
  });

  it('waits while the disk is full, and makes every write when there is space again', async () => {
    const { queue, seen } = newQueue();
    let space = 0;
    const writes = ['a', 'b'].map((name) =>
      queue.add(async () => {
        if (space-- <= 0) throw diskFull();
        seen.push(name);
      }),
    );
    await settle();
    expect(seen).toEqual(['full']);
    space = 1;
    queue.retry();
    await writes[0];
    await settle();
    expect(seen).toEqual(['full', 'a', 'full']);
    space = 1;
    queue.retry();
    await writes[1];
    expect(seen).toEqual(['full', 'a', 'full', 'b']);
  });

  it('fails the waiting write and later ones once it is abandoned', async () => {
    const { queue, seen } = newQueue();
    const waiting = queue.add(async () => Promise.reject(diskFull()));
    const later = queue.add(async () => Promise.reject(diskFull()));
    await settle();
    queue.abandon();
    await expect(waiting).rejects.toThrow('full');
    await expect(later).rejects.toThrow('full');
    expect(seen).toEqual(['full', 'full', 'full']);
  });
});
