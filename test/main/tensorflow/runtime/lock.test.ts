import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '#tensorflow/runtime/lock';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'lock');
});

describe('acquireLock', () => {
  it('gives the lock to one caller at a time', async () => {
    let inside = 0;
    let most = 0;
    const waits: number[] = [];
    const work = async (): Promise<void> => {
      const release = await acquireLock(file, { pollMs: 5, onWait: (pid) => waits.push(pid) });
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
      await release();
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(most).toBe(1);
    expect(waits).toEqual([process.pid, process.pid, process.pid]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('replaces the lock of a dead process and an invalid lock file', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(file, JSON.stringify({ pid, host: hostname() }));
    const release = await acquireLock(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
    await writeFile(file, '{');
    await (
      await acquireLock(file)
    )();
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits for the lock of a running process until the signal aborts', async () => {
    const release = await acquireLock(file);
    const stop = new AbortController();
    const waiting = acquireLock(file, {
      pollMs: 5,
      signal: stop.signal,
      onWait: () => stop.abort(),
    });
    await expect(waiting).rejects.toThrow(/abort/i);
    await release();
  });
});
