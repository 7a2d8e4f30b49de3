import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whileLocked } from '#storage/while-locked';
import { emptyFolder } from './helpers';

describe('a change under a lock', () => {
  it('waits for the end of the one before, and leaves no lock', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'lock');
    const order: string[] = [];
    let endFirst = (): void => undefined;
    const first = whileLocked(file, folder, async () => {
      order.push('first begins');
      await new Promise<void>((resolve) => (endFirst = resolve));
      order.push('first ends');
      return 1;
    });
    while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = whileLocked(file, folder, () => Promise.resolve(order.push('second')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(order).toEqual(['first begins']);
    endFirst();
    expect(await first).toBe(1);
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives the lock back where it fails, and fails with its own error', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'lock');
    const fail = (): Promise<void> => Promise.reject(new Error('no such model'));
    await expect(whileLocked(file, folder, fail)).rejects.toThrow('no such model');
    expect(await whileLocked(file, folder, () => Promise.resolve('next'))).toBe('next');
  });
});
