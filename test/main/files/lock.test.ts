import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  acquireLock,
  describeHolder,
  FileLock,
  readLock,
  tryAcquireLock,
  type LockHolder,
} from '#files/lock';
import { thisProcess } from '#files/process-identity';
import { withFault, type FilePromises } from './faulty-files';
import { temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, '.lock');
});

/** The lock, which nobody else may have. */
async function take(path = file): Promise<FileLock> {
  const lock = await tryAcquireLock(path);
  if (!(lock instanceof FileLock)) throw new Error(`held by ${describeHolder(lock)}`);
  return lock;
}

/** The holder of the lock, which must not be acquired. */
async function holderOf(path = file): Promise<LockHolder> {
  const lock = await tryAcquireLock(path);
  if (lock instanceof FileLock) throw new Error('the lock was acquired');
  return lock;
}

/** A process that has ended. */
const { pid: endedPid } = spawnSync(process.execPath, ['-e', '']);

/** The content of a lock file whose owner has ended. */
function deadOwner(token = 'dead'): string {
  return JSON.stringify({ ...thisProcess(), pid: endedPid, startedAt: null, token, taken: '' });
}

describe('a lock', () => {
  it('names the process that holds it, and is free after its release', async () => {
    const lock = await take();
    expect(await readLock(file)).toMatchObject({ owner: { pid: process.pid }, state: 'alive' });
    expect(await holderOf()).toMatchObject({ owner: { pid: process.pid }, state: 'alive' });
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(await lock.isHeld()).toBe(false);
    expect(await readLock(file)).toBeNull();
    await (await take()).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('can be released twice, without an effect on the lock of somebody else', async () => {
    const first = await take();
    await first.release();
    const second = await take();
    await first.release();
    expect(await second.isHeld()).toBe(true);
    await second.release();
  });

  it('is released where it was moved with its folder', async () => {
    const place = join(folder, 'run');
    await mkdir(place);
    const lock = await take(join(place, '.lock'));
    await rename(place, join(folder, 'moved'));
    expect(await lock.isHeld()).toBe(false);
    expect(await readLock(join(folder, 'moved', '.lock'))).toMatchObject({ state: 'alive' });
    await mkdir(place);
    const other = await take(join(place, '.lock'));
    await lock.release();
    expect(await readLock(join(folder, 'moved', '.lock'))).toBeNull();
    expect(await other.isHeld()).toBe(true);
    await (await take(join(folder, 'moved', '.lock'))).release();
    expect(await readdir(join(folder, 'moved'))).toEqual([]);
    await other.release();
  });

  it('is not recreated in a folder that is gone', async () => {
    await expect(take(join(folder, 'gone', '.lock'))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(
        `the folder '${join(folder, 'gone')}' was renamed, moved or removed`,
      ) as string,
    });
    expect(await readLock(join(folder, 'gone', '.lock'))).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  it('works where the file system has no hard links', async () => {
    const actual = await vi.importActual<FilePromises>('node:fs/promises');
    const files = await import('node:fs/promises');
    const unsupported = Object.assign(new Error('not supported'), { code: 'EPERM' });
    const spy = vi.spyOn(files, 'link').mockRejectedValue(unsupported);
    onTestFinished(() => spy.mockRestore());
    expect(files.link).not.toBe(actual.link);
    const lock = await take();
    expect(spy).toHaveBeenCalled();
    expect(await holderOf()).toMatchObject({ owner: { pid: process.pid }, state: 'alive' });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await writeFile(file, deadOwner());
    await (await take()).release();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a lock whose owner did not release it', () => {
  it('is taken over from a process that has ended, and from one of version 0.1.0', async () => {
    for (const content of [deadOwner(), JSON.stringify({ pid: endedPid, host: hostname() })]) {
      await writeFile(file, content);
      expect(await readLock(file)).toMatchObject({ state: 'gone' });
      const lock = await take();
      expect(await readLock(file)).toMatchObject({ owner: { pid: process.pid } });
      expect(await readdir(folder)).toEqual(['.lock']);
      await lock.release();
    }
  });

  it.each([
    ['of another computer', { host: 'nodeA', machineId: 'other', bootId: 'other' }],
    ['in another container', { pidNamespace: 'pid:[1]' }],
  ])('stays with a process %s', async (_, changes) => {
    const owner = { ...(JSON.parse(deadOwner()) as LockHolder['owner']), ...changes };
    await writeFile(file, JSON.stringify(owner));
    expect(await holderOf()).toMatchObject({ owner, state: 'unknown' });
    expect(await readFile(file, 'utf8')).toBe(JSON.stringify(owner));
    expect(await readdir(folder)).toEqual(['.lock']);
  });

  it.each(['', '{', 'null', '{"pid":0,"host":"a"}'])(
    'stays where its file cannot be understood: %j',
    async (content) => {
      await writeFile(file, content);
      expect(await holderOf()).toEqual({ file, owner: null, state: 'unknown' });
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );

  it('is taken over after a process was killed at any point of taking it over', async () => {
    for (let at = 0; at < 200; at += 1) {
      const place = join(await temporaryFolder(), '.lock');
      await writeFile(place, deadOwner());
      // The owners that this process leaves count as ended.
      const killed = vi.spyOn(process, 'kill').mockImplementation(() => {
        throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
      });
      let completed: boolean;
      try {
        ({ completed } = await withFault('dies', at, async () => {
          await take(place);
        }));
        await (await take(place)).release();
      } finally {
        killed.mockRestore();
      }
      const names = await readdir(join(place, '..'));
      expect(
        names.filter((name) => !name.endsWith('.tmp')),
        `operation ${at}`,
      ).toEqual([]);
      if (completed) return;
    }
    throw new Error('no acquisition completed');
  });
});

describe('acquireLock', () => {
  it('gives the lock to one caller at a time', async () => {
    let inside = 0;
    let most = 0;
    const waits: LockHolder[] = [];
    const work = async (): Promise<void> => {
      const lock = await acquireLock(file, { pollMs: 5, onWait: (holder) => waits.push(holder) });
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
      await lock.release();
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(most).toBe(1);
    expect(waits.map(({ owner }) => owner?.pid)).toEqual(Array(3).fill(process.pid));
    expect(await readdir(folder)).toEqual([]);
  });

  it('rejects with the reason of the signal', async () => {
    const lock = await take();
    const stop = new AbortController();
    const reason = new Error('enough');
    const options = { signal: stop.signal, onWait: () => stop.abort(reason) };
    await expect(acquireLock(file, options)).rejects.toBe(reason);
    await lock.release();
  });
});

describe('describeHolder', () => {
  const owner = { ...thisProcess(), pid: 4711, token: '', taken: '' };
  it.each<[LockHolder, string]>([
    [{ file: '/l', owner, state: 'alive' }, 'process 4711 on this computer'],
    [{ file: '/l', owner, state: 'gone' }, 'process 4711 on this computer, which has ended'],
    [
      { file: '/l', owner: { ...owner, host: 'nodeA' }, state: 'unknown' },
      "process 4711 on 'nodeA' (this computer cannot tell whether it still runs: if it does not, delete '/l')",
    ],
    [
      { file: '/l', owner, state: 'unknown' },
      "process 4711 in another container (this computer cannot tell whether it still runs: if it does not, delete '/l')",
    ],
    [
      { file: '/l', owner: null, state: 'unknown' },
      "an unknown process (the lock file '/l' is damaged: delete it if no process uses it)",
    ],
  ])('describes %j', (holder, text) => {
    expect(describeHolder(holder)).toBe(text);
  });
});

describe('processes that race for a lock', () => {
  const racerCount = 8;

  async function startRacer(): Promise<ChildProcess> {
    const racer = fork(join(import.meta.dirname, 'fixtures', 'lock-racer.ts'), {
      execArgv: ['--import', 'tsx'],
    });
    onTestFinished(() => void racer.kill('SIGKILL'));
    await once(racer, 'message');
    return racer;
  }

  async function ask<T>(racer: ChildProcess, message: string): Promise<T> {
    racer.send(message);
    const [answer] = (await once(racer, 'message')) as [T];
    return answer;
  }

  it('never have it at once, be it free, held, or left by a killed process', async () => {
    const racers = await Promise.all(Array.from({ length: racerCount }, startRacer));
    const race = async (): Promise<number[]> => {
      const answers = await Promise.all(racers.map((racer) => ask<number | null>(racer, file)));
      return answers.filter((pid) => pid !== null);
    };
    const release = (): Promise<unknown> =>
      Promise.all(racers.map((racer) => ask(racer, 'release')));
    for (let round = 0; round < 20; round += 1) {
      // A dead owner that all of them see.
      await writeFile(file, deadOwner(`round ${round}`));
      const winners = await race();
      expect(winners, `round ${round}`).toHaveLength(1);
      expect(await readLock(file)).toMatchObject({ owner: { pid: winners[0] }, state: 'alive' });
      expect(await race(), `round ${round}, held`).toEqual([]);
      await release();
      expect(await race(), `round ${round}, free`).toHaveLength(1);
      await release();
      expect(await readdir(folder), `round ${round}`).toEqual([]);
    }
    // The winner is killed, and one of the others takes its place.
    for (let left = racers.length; left > 1; left -= 1) {
      const [winner] = await race();
      const index = racers.findIndex(({ pid }) => pid === winner);
      const [killed] = racers.splice(index, 1);
      killed?.kill('SIGKILL');
      if (killed) await once(killed, 'exit');
      expect(await readLock(file)).toMatchObject({ owner: { pid: winner }, state: 'gone' });
    }
    await (await take()).release();
    expect(await readdir(folder)).toEqual([]);
  }, 180_000);
});
