import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { extractWheel } from '#tensorflow/runtime/extract';
import { isRuntimeFile, RECIPES, type Recipe } from '#tensorflow/runtime/wheels';
import { recipeOf, WHEEL_FILES, zipOf } from './fake-wheel';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extract-'));
});

describe('extractWheel', () => {
  it('extracts the wanted files and reports their bytes', async () => {
    const wheel = join(folder, 'a.whl');
    await writeFile(wheel, zipOf(WHEEL_FILES));
    const byteCounts: number[] = [];
    const recipe = recipeOf(Buffer.from(''));
    const files = await extractWheel(
      wheel,
      join(folder, 'out'),
      (path) => isRuntimeFile(path, recipe),
      {
        onBytes: (bytes) => byteCounts.push(bytes),
      },
    );
    expect(files).toEqual([
      { path: 'tensorflow/libtensorflow_cc.so.2', bytes: 15 },
      { path: 'tensorflow/libtensorflow_framework.so.2', bytes: 17 },
      { path: 'tensorflow/include/tensorflow/c/c_api.h', bytes: 9 },
    ]);
    expect(byteCounts.at(-1)).toBe(15 + 17 + 9);
    expect(await readFile(join(folder, 'out/tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe(
      'the big library',
    );
    expect((await readdir(join(folder, 'out/tensorflow'))).sort()).toEqual([
      'include',
      ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    ]);
  });

  it('preserves the executable permission', async () => {
    const wheel = join(folder, 'b.whl');
    await writeFile(wheel, zipOf({ 'nvidia/cuda_nvcc/bin/ptxas': 'program' }, 0o755));
    await extractWheel(wheel, folder, () => true);
    expect((await stat(join(folder, 'nvidia/cuda_nvcc/bin/ptxas'))).mode & 0o111).toBe(0o111);
  });

  it('rejects a file that is no zip and paths outside the folder', async () => {
    const wheel = join(folder, 'c.whl');
    await writeFile(wheel, zipOf(WHEEL_FILES).subarray(0, 50));
    await expect(extractWheel(wheel, folder, () => true)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`${wheel} could not be unpacked`) as string,
    });
    await writeFile(wheel, zipOf({ '../outside': 'bad' }));
    await expect(extractWheel(wheel, folder, () => true)).rejects.toThrow('could not be unpacked');
  });
});

describe('isNeeded', () => {
  const gpu = RECIPES.find((each) => each.variant === 'gpu') as Recipe;

  it.each([
    ['tensorflow/libtensorflow_cc.so.2', true],
    ['tensorflow/include/xla/tsl/c/tsl_status.h', true],
    ['tensorflow/THIRD_PARTY_NOTICES.txt', true],
    ['tensorflow/include/Eigen/Core', false],
    ['nvidia/cublas/lib/libcublas.so.12', true],
    ['nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc', true],
    ['nvidia/cublas/include/cublas.h', false],
    ['nvidia/cublas/lib/', false],
  ])('%s: %s', (path, needed) => {
    expect(isRuntimeFile(path, gpu)).toBe(needed);
  });
});

describe('the table of wheels', () => {
  it('has a complete SHA-256 for each wheel and no duplicate files', () => {
    const wheels = RECIPES.flatMap((recipe) => recipe.wheels);
    for (const wheel of wheels) expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(wheels.map((wheel) => wheel.file)).size).toBe(wheels.length);
    expect(new Set(wheels.map((wheel) => wheel.sha256)).size).toBe(wheels.length);
  });
});
