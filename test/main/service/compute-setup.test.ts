import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RuntimeState, Variant } from '#api/compute';
import type { WorkbenchEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';
import { installationFolder } from '#tensorflow/runtime/find-installation';
import type { Machine } from '#tensorflow/runtime/machine';
import type { SelfTestResult } from '#tensorflow/runtime/self-test';
import type { Recipe } from '#tensorflow/runtime/wheels';
import { fakeMachine, fakePython, runResult } from '../tensorflow/runtime/fake-machine';
import { putWheel, recipeOf, WHEEL_FILES, wheelOf, zipOf } from '../tensorflow/runtime/fake-wheel';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

const bytes = zipOf(WHEEL_FILES);
const cpu = recipeOf(bytes);
const small = Buffer.from('a small wheel');
/** A recipe with a small wheel, which downloads at once, and a big one. */
const gpu: Recipe = {
  ...cpu,
  variant: 'gpu',
  wheels: [wheelOf('nvidia-small', small), wheelOf('tensorflow', bytes)],
};
let cache: string;
let fixture: ServiceFixture;
/** The result of the fake self-test, and the requests that it received. */
let answer: SelfTestResult;
let requests: { folder?: string; device: string }[];
/** Downloads the big wheel in the fake pip. */
let downloadBig: (signal?: AbortSignal) => Promise<void>;

/** Never resolves, and rejects on abort as a killed pip does. */
function untilAborted(signal?: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });
}

async function open(changes: Partial<Machine> = {}): Promise<void> {
  const pip = fakePython(async (args, { signal }) => {
    const dest = args[args.indexOf('--dest') + 1] as string;
    await mkdir(dest, { recursive: true });
    const isBig = String(await readdir(join(cache, 'downloads'))).includes('nvidia_small');
    if (isBig) await downloadBig(signal);
    const wheel = gpu.wheels[isBig ? 1 : 0];
    await writeFile(join(dest, wheel?.file ?? ''), isBig ? bytes : small);
    return runResult('');
  });
  fixture = await openServiceFixture({
    compute: {
      machine: fakeMachine(changes, { python3: pip, 'c++': () => runResult('') }),
      listRecipes: () => [cpu, gpu],
      buildBinding: async (folder) => writeFile(join(folder, 'tfjs_binding.node'), 'binding'),
      selfTest: async (request) => {
        requests.push(request);
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
  requests = [];
  downloadBig = () => Promise.resolve();
  await open();
});
afterEach(async () => {
  await fixture.close();
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const state = async (variant: Variant): Promise<RuntimeState> => {
  const { runtimes } = await fixture.call('compute.describe', {});
  return runtimes.find((each) => each.variant === variant) as RuntimeState;
};
const ended = ({ event, payload }: WorkbenchEvent): boolean =>
  event === 'compute.changed' && payload.runtimes.every(({ progress }) => progress === null);

/** Installs from a folder that holds the wheels of both recipes. */
async function installFromFiles(variant: Variant): Promise<void> {
  const wheelFolder = join(cache, 'given');
  await mkdir(wheelFolder, { recursive: true });
  await putWheel(cpu, wheelFolder, bytes);
  await writeFile(join(wheelFolder, gpu.wheels[0]?.file ?? ''), zipOf({}));
  fixture.events.length = 0;
  await fixture.call('compute.install', { variant, from: wheelFolder });
  await fixture.waitForEvent(ended);
}

describe('compute.describe', () => {
  it('describes the machine and the size of each runtime before an installation', async () => {
    const details = await fixture.call('compute.describe', {});
    expect(details).toMatchObject({
      compute: { backend: 'wasm', tensorflow: null },
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

  it('reports why TensorFlow does not support a machine', async () => {
    await fixture.close();
    fixture = await openServiceFixture({
      compute: {
        listRecipes: () => {
          throw new WorkbenchError('unavailable', 'Not on this one.');
        },
      },
    });
    expect(await fixture.call('compute.describe', {})).toMatchObject({
      runtimes: [],
      obstacle: 'Not on this one.',
    });
  });
});

describe('compute.install', () => {
  it('installs local wheels with progress events, and runs train with the runtime', async () => {
    await installFromFiles('cpu');
    const stages = fixture.events.flatMap(({ event, payload }) =>
      event === 'compute.changed' ? [payload.runtimes[0]?.progress?.stage] : [],
    );
    expect(stages).toEqual(expect.arrayContaining(['extracting', 'building', 'testing']));
    expect(await state('cpu')).toMatchObject({
      installed: { folder: installationFolder('cpu'), removable: false, trains: true },
      failure: null,
    });
    const { compute } = await fixture.call('app.info', {});
    expect(compute).toMatchObject({ backend: 'tensorflow', tensorflow: '2.18.1' });
    const changes = fixture.events.filter(({ event }) => event === 'compute.changed');
    expect(changes.at(-1)).toMatchObject({ payload: { compute } });
  });

  it('can be cancelled, and keeps the complete wheels', async () => {
    downloadBig = untilAborted;
    const started = await fixture.call('compute.install', { variant: 'gpu' });
    expect(started.progress).not.toBeNull();
    await fixture.waitForEvent(
      ({ event, payload }) =>
        event === 'compute.changed' &&
        payload.runtimes[1]?.progress?.message.startsWith('Downloading tensorflow') === true,
    );
    await expect(fixture.call('compute.install', { variant: 'cpu' })).rejects.toMatchObject({
      kind: 'conflict',
    });
    await expect(fixture.call('compute.forget', { variant: 'gpu' })).rejects.toThrow('Cancel that');
    await fixture.call('compute.cancel', {});
    expect(await state('gpu')).toMatchObject({
      keptBytes: small.length,
      progress: null,
      failure: null,
      installed: null,
    });
    await fixture.call('compute.forget', { variant: 'gpu' });
    expect((await state('gpu')).keptBytes).toBe(0);
  });

  it('is cancelled when the service closes, and keeps the complete wheels', async () => {
    downloadBig = untilAborted;
    await fixture.call('compute.install', { variant: 'gpu' });
    await expect.poll(async () => (await state('gpu')).keptBytes).toBe(small.length);
    await fixture.service.close();
    expect(await state('gpu')).toMatchObject({ progress: null, keptBytes: small.length });
  });

  it('reports the last failure until the next attempt', async () => {
    answer = { ok: false, reason: 'It was ended by SIGILL.' };
    await installFromFiles('cpu');
    expect((await state('cpu')).failure).toMatch(/does not work. It was ended by SIGILL/);
    answer = { ok: true, device: 'CPU', tensorflow: '2.18.1', gigaflops: 50 };
    await installFromFiles('cpu');
    expect(await state('cpu')).toMatchObject({ failure: null, installed: { trains: true } });
  });
});

describe('compute.test', () => {
  it('tests the requested runtime', async () => {
    await installFromFiles('cpu');
    requests = [];
    expect(await fixture.call('compute.test', { variant: 'cpu' })).toEqual(answer);
    expect(requests).toEqual([{ folder: installationFolder('cpu'), device: 'cpu' }]);
    await expect(fixture.call('compute.test', { variant: 'gpu' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});

describe('compute.remove', () => {
  it('removes a runtime and emits an event, but never removes the last one', async () => {
    const from = join(cache, 'runtime');
    await installFromFiles('cpu');
    const folder = installationFolder('gpu');
    await mkdir(folder);
    const record = { version: 1, variant: 'gpu', builtAt: '2026-11-26T00:00:00Z', files: [] };
    await writeFile(join(folder, 'installation.json'), JSON.stringify(record));
    expect((await state('cpu')).installed?.removable).toBe(true);
    fixture.events.length = 0;
    await fixture.call('compute.remove', { variant: 'gpu' });
    expect(await readdir(from)).toHaveLength(1);
    expect(fixture.events.at(-1)).toMatchObject({
      event: 'compute.changed',
      payload: { runtimes: [{ installed: { removable: false } }, { installed: null }] },
    });
    await expect(fixture.call('compute.remove', { variant: 'cpu' })).rejects.toThrow(
      'the only one',
    );
  });
});
