import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { freeBytes } from '#files/free-bytes';

const system = vi.hoisted(() => ({ statfsSync: null as unknown }));
vi.mock('node:fs', async (original) => ({
  ...(await original<object>()),
  get statfsSync() {
    return system.statfsSync;
  },
}));

it('asks the nearest folder that exists', () => {
  const asked: string[] = [];
  system.statfsSync = (path: string) => {
    asked.push(path);
    if (path !== tmpdir()) throw new Error('ENOENT');
    return { bavail: 3, bsize: 4096 };
  };
  expect(freeBytes(join(tmpdir(), 'a', 'b'))).toBe(12_288);
  expect(asked).toEqual([join(tmpdir(), 'a', 'b'), join(tmpdir(), 'a'), tmpdir()]);
});

it('is unknown where Node has no such function', () => {
  system.statfsSync = undefined;
  expect(freeBytes(tmpdir())).toBeNull();
});
