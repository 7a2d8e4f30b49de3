import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstallation, type Variant } from '#tensorflow/runtime/cache';
import { findInstallation, installationFolder } from '#tensorflow/runtime/installed';
import { isRemovable, removeRuntime } from '#tensorflow/runtime/remove';
import { processesUsing } from '#tensorflow/runtime/runtime-users';

const real = (await findInstallation('cpu'))?.folder ?? '';
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cache-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

/** A folder that looks like an installed runtime. */
async function pretend(variant: Variant): Promise<string> {
  const folder = installationFolder(variant);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tfjs_binding.node'), 'binding');
  const record = { version: 1, variant, files: [{ path: 'tfjs_binding.node', bytes: 7 }] };
  await writeFile(join(folder, 'installation.json'), JSON.stringify(record));
  return folder;
}

describe('removeRuntime', () => {
  it('deletes one of two and tells what it took', async () => {
    await pretend('cpu');
    const folder = await pretend('gpu');
    expect(await removeRuntime('gpu')).toEqual({ bytes: expect.any(Number) as number });
    expect(await readInstallation(folder)).toBeNull();
    expect(await readdir(join(cache, 'runtime'))).toHaveLength(1);
    expect((await findInstallation('auto'))?.record.variant).toBe('cpu');
  });

  it('keeps the last one unless told otherwise', async () => {
    await pretend('cpu');
    await expect(removeRuntime('cpu')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('is the only one') as string,
    });
    await removeRuntime('cpu', { evenLast: true });
    expect(await findInstallation('auto')).toBeNull();
  });

  it('clears away one that has lost a file, though it is alone', async () => {
    const folder = await pretend('gpu');
    await rm(join(folder, 'tfjs_binding.node'));
    await removeRuntime('gpu');
    expect(await readdir(join(cache, 'runtime'))).toEqual([]);
  });

  it('says so where there is nothing to remove', async () => {
    await expect(removeRuntime('gpu')).rejects.toMatchObject({
      kind: 'notFound',
      message: 'The TensorFlow runtime for GPUs is not installed.',
    });
  });

  it('leaves alone what is not in the cache', () => {
    expect(isRemovable(join(cache, 'runtime', 'x'))).toBe(true);
    expect(isRemovable(join(cache, 'runtime-of-the-program', 'x'))).toBe(false);
  });
});

describe('a runtime that a process computes with', () => {
  let child: ChildProcess;
  afterEach(async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is known to be in use, and is not removed', async () => {
    // The real binding, copied, beside the real libraries, linked: nothing real can be lost.
    const folder = await pretend('cpu');
    await rm(join(folder, 'tfjs_binding.node'));
    await copyFile(join(real, 'tfjs_binding.node'), join(folder, 'tfjs_binding.node'));
    await symlink(join(real, 'tensorflow'), join(folder, 'tensorflow'));
    expect(await processesUsing(folder)).toEqual([]);

    child = fork(fileURLToPath(new URL('./hold-addon.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    });
    const loaded = new Promise((resolve) => {
      child.on('message', (message) => message === 'loaded' && resolve(message));
    });
    child.send(join(folder, 'tfjs_binding.node'));
    await loaded;
    expect(await processesUsing(folder)).toContain(child.pid);
    await expect(removeRuntime('cpu', { evenLast: true })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('in use by a run') as string,
    });
    expect(await readdir(folder)).toContain('tfjs_binding.node');
  });
});
