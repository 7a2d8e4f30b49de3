import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstallation } from '#tensorflow/runtime/cache';
import { installBytes } from '#tensorflow/runtime/install';
import { removeDownloads, downloadedBytes } from '#tensorflow/runtime/downloaded-wheels';
import type { Machine } from '#tensorflow/runtime/machine';
import type { SelfTestResult } from '#tensorflow/runtime/self-test';
import { setUpRuntime, type SetupOptions, type SetupProgress } from '#tensorflow/runtime/setup';
import type { Recipe, Wheel } from '#tensorflow/runtime/wheels';
import { machine, python, said } from './fake-machine';
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
let given: string;
let builds: number;
let tests: (string | undefined)[];
let devices: string[];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'));
  given = await mkdtemp(join(tmpdir(), 'given-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', cache);
  builds = 0;
  tests = [];
  devices = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
  await rm(given, { recursive: true, force: true });
});

/** Setup with a compiler and a runtime that only pretend. */
function setUp(
  options: SetupOptions = {},
  parts: { machine?: Machine; test?: () => SelfTestResult; recipe?: Recipe } = {},
): ReturnType<typeof setUpRuntime> {
  return setUpRuntime(options, {
    machine: parts.machine ?? machine(),
    chooseRecipe: async () => parts.recipe ?? recipe,
    buildBinding: async (folder) => {
      builds += 1;
      await writeFile(join(folder, 'tfjs_binding.node'), 'binding');
    },
    selfTest: async (wish) => {
      tests.push(wish.folder);
      devices.push(wish.device);
      return parts.test?.() ?? passed;
    },
  });
}

const runtimes = (): Promise<string[]> => readdir(join(cache, 'runtime')).catch(() => []);

describe('setUpRuntime', () => {
  it('installs wheels given by hand, without Python, and finds them the next time', async () => {
    await putWheel(recipe, given, bytes);
    const seen: SetupProgress[] = [];
    const withoutPython = machine({}, { 'c++': () => said('') });
    const first = await setUp(
      { from: given, onProgress: (progress) => seen.push(progress) },
      { machine: withoutPython },
    );
    expect(first).toMatchObject({ found: false, device: 'CPU, 2 threads', gigaflops: 50 });
    expect(first.record).toMatchObject({ version: 1, tensorflow: '2.18.1', variant: 'cpu' });
    expect(await readFile(join(first.folder, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      'the big library',
    );
    // The runtime was tried out before it was put in place, and the user's file is still there.
    expect(tests[0]).toContain('.building-');
    expect(await readdir(given)).toHaveLength(1);
    expect(new Set(seen.map((progress) => progress.stage))).toEqual(
      new Set(['checking', 'extracting', 'building', 'testing', 'ready']),
    );
    const fractions = seen.flatMap((progress) => progress.fraction ?? []);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));

    const second = await setUp();
    expect(second).toMatchObject({ found: true, folder: first.folder });
    expect(builds).toBe(1);
    expect(await runtimes()).toHaveLength(1);
  });

  it('downloads with pip, and keeps only what was installed', async () => {
    const pip = python(async (args) => {
      const dest = args[args.indexOf('--dest') + 1] as string;
      await mkdir(dest, { recursive: true });
      await putWheel(recipe, dest, bytes);
      return said('');
    });
    const result = await setUp(
      {},
      { machine: machine({}, { python3: pip, 'c++': () => said('') }) },
    );
    expect(result.found).toBe(false);
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
  });

  it('builds anew when told to, when a file was lost, and when the runtime fails', async () => {
    await putWheel(recipe, given, bytes);
    const { folder } = await setUp({ from: given });
    await setUp({ from: given, force: true });
    expect(builds).toBe(2);
    await writeFile(join(folder, 'tensorflow/libtensorflow_cc.so.2'), 'cut');
    expect(await readInstallation(folder)).toBeNull();
    await setUp({ from: given });
    expect(builds).toBe(3);
    let times = 0;
    const test = (): SelfTestResult =>
      (times += 1) === 1 ? { ok: false, reason: 'It crashed.' } : passed;
    expect((await setUp({ from: given }, { test })).found).toBe(false);
    expect(builds).toBe(4);
    expect(await readInstallation(folder)).not.toBeNull();
    expect(await runtimes()).toHaveLength(1);
  });

  it('leaves nothing behind when the new runtime does not work', async () => {
    await putWheel(recipe, given, bytes);
    const test = (): SelfTestResult => ({ ok: false, reason: 'It was ended by SIGILL.' });
    await expect(setUp({ from: given }, { test })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('does not work. It was ended by SIGILL.') as string,
    });
    expect(await runtimes()).toEqual([]);
  });

  it('names the wheels that a folder lacks, and the one that is damaged', async () => {
    const { file } = recipe.wheels[0] as Wheel;
    await expect(setUp({ from: given })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(`lacks ${file}`) as string,
      details: {
        absent: [file],
        command: expect.stringContaining('tensorflow-cpu==2.18.1') as string,
      },
    });
    await putWheel(recipe, given, Buffer.concat([bytes, Buffer.from('!')]));
    await expect(setUp({ from: given })).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining(`${file} is damaged`) as string,
    });
    await expect(setUp({ from: join(given, 'none') })).rejects.toMatchObject({
      kind: 'validation',
      message: `There is no folder '${join(given, 'none')}'.`,
    });
    expect(await runtimes()).toEqual([]);
  });

  it('asks for tools and room before it downloads anything', async () => {
    const none = machine({}, {});
    await expect(setUp({}, { machine: none })).rejects.toThrow('C++ compiler');
    const noPython = machine({}, { 'c++': () => said('') });
    await expect(setUp({}, { machine: noPython })).rejects.toThrow('python3');
    const full = machine({ freeBytes: async () => 1e6 });
    await expect(setUp({}, { machine: full })).rejects.toThrow('free disk space');
  });

  it('does the work once when started twice at the same time', async () => {
    await putWheel(recipe, given, bytes);
    const stages: string[] = [];
    const results = await Promise.all([
      setUp({ from: given }),
      setUp({ from: given, onProgress: ({ stage }) => stages.push(stage) }),
    ]);
    expect(results.map(({ found }) => found).sort()).toEqual([false, true]);
    expect(builds).toBe(1);
  });

  it('clears away what a setup that was killed has left, and wheels that are not needed any more', async () => {
    await putWheel(recipe, given, bytes);
    await mkdir(join(cache, 'downloads'));
    await putWheel(recipe, join(cache, 'downloads'), bytes);
    await mkdir(join(cache, 'runtime', '.building-999999999-abc'), { recursive: true });
    await mkdir(join(cache, 'downloads', '.partial-999999999-abc'), { recursive: true });
    await setUp({ from: given });
    expect(await runtimes()).toHaveLength(1);
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
  });

  it('copies the bridge of another runtime, and then needs neither compiler nor Python', async () => {
    await putWheel(recipe, given, bytes);
    const cpu = await setUp({ from: given });
    const bare = machine({}, {});
    const gpu = await setUp(
      { from: given },
      { machine: bare, recipe: { ...recipe, variant: 'gpu' } },
    );
    expect(builds).toBe(1);
    expect(await readFile(join(gpu.folder, 'tfjs_binding.node'), 'utf8')).toBe('binding');
    expect(gpu.record).toMatchObject({ variant: 'gpu', compiler: cpu.record.compiler });
    expect(await runtimes()).toHaveLength(2);
  });

  it('does not take a bridge to another TensorFlow', async () => {
    await putWheel(recipe, given, bytes);
    await setUp({ from: given }, { recipe: { ...recipe, tensorflow: '2.17.0' } });
    const bare = machine({}, {});
    await expect(
      setUp({ from: given }, { machine: bare, recipe: { ...recipe, variant: 'gpu' } }),
    ).rejects.toThrow('C++ compiler');
  });

  it('goes on with the wheels that arrived before it was stopped', async () => {
    const second = Buffer.from('a second wheel');
    const more = wheelOf('nvidia-cuda', second);
    const two: Recipe = { ...recipe, wheels: [recipe.wheels[0] as Wheel, more] };
    const content: Record<string, Buffer> = { 'tensorflow-cpu': bytes, 'nvidia-cuda': zipOf({}) };
    const asked: string[] = [];
    const stop = new AbortController();
    const pip = python(async (args) => {
      const name = /^[^=]*/.exec(await readFile(args.at(-1) as string, 'utf8'))?.[0] ?? '';
      asked.push(name);
      if (name === 'nvidia-cuda' && asked.length === 2) {
        stop.abort(new Error('stopped by the user'));
        throw new Error('aborted');
      }
      const dest = args[args.indexOf('--dest') + 1] as string;
      await mkdir(dest, { recursive: true });
      const wheel = two.wheels.find((each) => each.name === name) as Wheel;
      await writeFile(join(dest, wheel.file), content[name] as Buffer);
      return said('');
    });
    const withPip = machine({}, { python3: pip, 'c++': () => said('') });
    await expect(setUp({ signal: stop.signal }, { machine: withPip, recipe: two })).rejects.toThrow(
      'stopped by the user',
    );
    expect(await downloadedBytes(two)).toBe(bytes.length);
    expect(await installBytes(two)).toBe(second.length + 1000 + 200e6);

    content['nvidia-cuda'] = second;
    const seen: SetupProgress[] = [];
    // It cannot be unpacked, being no zip file: enough to see what was asked for, and kept.
    await expect(
      setUp({ onProgress: (each) => seen.push(each) }, { machine: withPip, recipe: two }),
    ).rejects.toThrow('could not be unpacked');
    expect(asked).toEqual(['tensorflow-cpu', 'nvidia-cuda', 'nvidia-cuda']);
    expect(seen.map(({ message }) => message)).toContain(
      'Looking whether tensorflow-cpu 2.18.1 is here already',
    );
    expect(await downloadedBytes(two)).toBe(bytes.length + second.length);
    await removeDownloads(two);
    expect(await downloadedBytes(two)).toBe(0);
  });

  it('tries the build for GPUs on the CPU where no driver answers, and says so', async () => {
    await putWheel(recipe, given, bytes);
    const seen: string[] = [];
    const gpu: Recipe = { ...recipe, variant: 'gpu' };
    const tell = ({ message }: SetupProgress): number => seen.push(message);
    await setUp({ from: given, onProgress: tell }, { recipe: gpu });
    expect(devices).toEqual(['cpu']);
    expect(seen.at(-1)).toMatch(/no NVIDIA driver answers here/);
    const withDriver = machine({ hasNvidiaDriver: async () => true });
    await setUp({ onProgress: tell }, { recipe: gpu, machine: withDriver });
    expect(devices).toEqual(['cpu', 'gpu']);
    expect(seen.at(-1)).not.toMatch(/driver/);
  });

  it('stops on abort with nothing half-done', async () => {
    await putWheel(recipe, given, bytes);
    const stop = new AbortController();
    const onProgress = ({ stage }: SetupProgress): void => {
      if (stage === 'building') stop.abort(new Error('stopped by the user'));
    };
    await expect(setUp({ from: given, signal: stop.signal, onProgress })).rejects.toThrow(
      'stopped by the user',
    );
    expect(await runtimes()).toEqual([]);
  });
});
