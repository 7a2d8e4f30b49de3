import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RuntimeState, Variant } from '#api/compute';
import type { WorkbenchEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';
import { installationFolder } from '#tensorflow/runtime/installed';
import type { Machine } from '#tensorflow/runtime/machine';
import type { SelfTestResult } from '#tensorflow/runtime/self-test';
import type { Recipe } from '#tensorflow/runtime/wheels';
import { machine, python, said } from '../tensorflow/runtime/fake-machine';
import { putWheel, recipeOf, WHEEL_FILES, wheelOf, zipOf } from '../tensorflow/runtime/fake-wheel';
import { openScene, type Scene } from './scene';

const bytes = zipOf(WHEEL_FILES);
const cpu = recipeOf(bytes);
const small = Buffer.from('a small wheel');
/** A runtime of a small wheel that comes at once and of another one. */
const gpu: Recipe = {
  ...cpu,
  variant: 'gpu',
  wheels: [wheelOf('nvidia-small', small), wheelOf('tensorflow', bytes)],
};
let cache: string;
let scene: Scene;
/** What the self-test says, and what it was asked. */
let answer: SelfTestResult;
let wishes: { folder?: string; device: string }[];
/** How pip brings the big wheel. */
let big: (signal?: AbortSignal) => Promise<void>;

/** As pip does that is told to stop, before it began or at its work. */
function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });
}

async function open(changes: Partial<Machine> = {}): Promise<void> {
  const pip = python(async (args, { signal }) => {
    const dest = args[args.indexOf('--dest') + 1] as string;
    await mkdir(dest, { recursive: true });
    const isBig = String(await readdir(join(cache, 'downloads'))).includes('nvidia_small');
    if (isBig) await big(signal);
    const wheel = gpu.wheels[isBig ? 1 : 0];
    await writeFile(join(dest, wheel?.file ?? ''), isBig ? bytes : small);
    return said('');
  });
  scene = await openScene({
    compute: {
      machine: machine(changes, { python3: pip, 'c++': () => said('') }),
      recipes: () => [cpu, gpu],
      buildBinding: async (folder) => writeFile(join(folder, 'tfjs_binding.node'), 'binding'),
      selfTest: async (wish) => {
        wishes.push(wish);
        return answer;
      },
      hardware: async () => ({
        processor: 'a test',
        cores: 2,
        memoryBytes: 16e9,
        driver: null,
        gpus: [],
      }),
    },
  });
}

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', cache);
  answer = { ok: true, device: 'CPU, 2 threads', tensorflow: '2.18.1', gigaflops: 50 };
  wishes = [];
  big = () => Promise.resolve();
  await open();
});
afterEach(async () => {
  await scene.close();
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const state = async (variant: Variant): Promise<RuntimeState> => {
  const { runtimes } = await scene.call('compute.describe', {});
  return runtimes.find((each) => each.variant === variant) as RuntimeState;
};
const ended = ({ event, payload }: WorkbenchEvent): boolean =>
  event === 'compute.changed' && payload.runtimes.every(({ progress }) => progress === null);

/** Installs from a folder with the wheels of both recipes. */
async function installFromFiles(variant: Variant): Promise<void> {
  const given = join(cache, 'given');
  await mkdir(given, { recursive: true });
  await putWheel(cpu, given, bytes);
  await writeFile(join(given, gpu.wheels[0]?.file ?? ''), zipOf({}));
  scene.events.length = 0;
  await scene.call('compute.install', { variant, from: given });
  await scene.heard(ended);
}

describe('compute.describe', () => {
  it('tells the machine, and what each runtime costs, before anything is installed', async () => {
    const details = await scene.call('compute.describe', {});
    expect(details).toMatchObject({
      compute: { backend: 'cpu', tensorflow: null },
      hardware: { processor: 'a test', cores: 2, memoryBytes: 16e9, driver: null },
      cache: { folder: cache, freeBytes: 100e9 },
      obstacle: null,
    });
    expect(details.runtimes).toEqual([
      {
        variant: 'cpu',
        tensorflow: '2.18.1',
        downloadBytes: bytes.length,
        keptBytes: 0,
        diskBytes: 1000,
        neededBytes: bytes.length + 1000 + 200e6,
        downloadCommand: expect.stringContaining('pip download') as string,
        installed: null,
        progress: null,
        failure: null,
      },
      expect.objectContaining({ variant: 'gpu', downloadBytes: small.length + bytes.length }),
    ]);
  });

  it('says why there is no TensorFlow for a machine', async () => {
    await scene.close();
    scene = await openScene({
      compute: {
        recipes: () => {
          throw new WorkbenchError('unavailable', 'Not on this one.');
        },
      },
    });
    expect(await scene.call('compute.describe', {})).toMatchObject({
      runtimes: [],
      obstacle: 'Not on this one.',
    });
  });
});

describe('compute.install', () => {
  it('installs from files, with progress, and runs train with it at once', async () => {
    await installFromFiles('cpu');
    const stages = scene.events.flatMap(({ event, payload }) =>
      event === 'compute.changed' ? [payload.runtimes[0]?.progress?.stage] : [],
    );
    expect(stages).toEqual(expect.arrayContaining(['extracting', 'building', 'testing']));
    expect(await state('cpu')).toMatchObject({
      installed: { folder: installationFolder('cpu'), removable: false, trains: true },
      failure: null,
    });
    const { compute } = await scene.call('app.info', {});
    expect(compute).toMatchObject({ backend: 'tensorflow', tensorflow: '2.18.1' });
    expect(scene.events.at(-1)).toMatchObject({ payload: { compute } });
  });

  it('can be cancelled, and goes on with what has arrived', async () => {
    big = untilAborted;
    const begun = await scene.call('compute.install', { variant: 'gpu' });
    expect(begun.progress).not.toBeNull();
    await scene.heard(
      ({ event, payload }) =>
        event === 'compute.changed' &&
        payload.runtimes[1]?.progress?.message.startsWith('Downloading tensorflow') === true,
    );
    await expect(scene.call('compute.install', { variant: 'cpu' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    await expect(scene.call('compute.forget', { variant: 'gpu' })).rejects.toThrow('Cancel that');
    await scene.call('compute.cancel', {});
    expect(await state('gpu')).toMatchObject({
      keptBytes: small.length,
      progress: null,
      failure: null,
      installed: null,
    });
    await scene.call('compute.forget', { variant: 'gpu' });
    expect((await state('gpu')).keptBytes).toBe(0);
  });

  it('ends with the service, and keeps what has arrived', async () => {
    big = untilAborted;
    await scene.call('compute.install', { variant: 'gpu' });
    await expect.poll(async () => (await state('gpu')).keptBytes).toBe(small.length);
    await scene.service.close();
    expect(await state('gpu')).toMatchObject({ progress: null, keptBytes: small.length });
  });

  it('says why it failed, until it is tried again', async () => {
    answer = { ok: false, reason: 'It was ended by SIGILL.' };
    await installFromFiles('cpu');
    expect((await state('cpu')).failure).toMatch(/does not work. It was ended by SIGILL/);
    answer = { ok: true, device: 'CPU', tensorflow: '2.18.1', gigaflops: 50 };
    await installFromFiles('cpu');
    expect(await state('cpu')).toMatchObject({ failure: null, installed: { trains: true } });
  });
});

describe('compute.test', () => {
  it('tries the runtime that it is told', async () => {
    await installFromFiles('cpu');
    wishes = [];
    expect(await scene.call('compute.test', { variant: 'cpu' })).toEqual(answer);
    expect(wishes).toEqual([{ folder: installationFolder('cpu'), device: 'cpu' }]);
    await expect(scene.call('compute.test', { variant: 'gpu' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});

describe('compute.remove', () => {
  it('takes one away and tells everybody, but never the last', async () => {
    const from = join(cache, 'runtime');
    await installFromFiles('cpu');
    const folder = installationFolder('gpu');
    await mkdir(folder);
    const record = { version: 1, variant: 'gpu', builtAt: '2026-11-26T00:00:00Z', files: [] };
    await writeFile(join(folder, 'installation.json'), JSON.stringify(record));
    expect((await state('cpu')).installed?.removable).toBe(true);
    scene.events.length = 0;
    await scene.call('compute.remove', { variant: 'gpu' });
    expect(await readdir(from)).toHaveLength(1);
    expect(scene.events.at(-1)).toMatchObject({
      event: 'compute.changed',
      payload: { runtimes: [{ installed: { removable: false } }, { installed: null }] },
    });
    await expect(scene.call('compute.remove', { variant: 'cpu' })).rejects.toThrow('the only one');
  });
});
