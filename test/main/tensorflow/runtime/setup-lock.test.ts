import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { acquireSetupLock } from '#tensorflow/runtime/setup-lock';

it('creates the cache folder and lets one setup in at a time', async () => {
  const cache = join(await mkdtemp(join(tmpdir(), 'dni-cache-')), 'deep', 'cache');
  vi.stubEnv('DNI_WORKBENCH_CACHE', cache);
  const first = await acquireSetupLock();
  const order: string[] = [];
  const second = acquireSetupLock({
    pollMs: 5,
    onWait: () => {
      order.push('waits');
      void first.release();
    },
  });
  const lock = await second;
  order.push('acquired');
  expect(order).toEqual(['waits', 'acquired']);
  expect(await readdir(join(cache, 'runtime'))).toEqual(['.setup-lock']);
  await lock.release();
  expect(await readdir(join(cache, 'runtime'))).toEqual([]);
});
