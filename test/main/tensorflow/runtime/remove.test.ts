import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInstallation, type Variant } from '#tensorflow/runtime/cache';
import { findInstallation, installationFolder } from '#tensorflow/runtime/find-installation';
import { isRemovable, removeRuntime } from '#tensorflow/runtime/remove';
import { findProcessesUsing } from '#tensorflow/runtime/runtime-users';

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
async function fakeInstallation(variant: Variant): Promise<string> {
  const folder = installationFolder(variant);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tfjs_binding.node'), 'binding');
  const record = { version: 1, variant, files: [{ path: 'tfjs_binding.node', bytes: 7 }] };
  await writeFile(join(folder, 'installation.json'), JSON.stringify(record));
  return folder;
}

describe('removeRuntime', () => {
  it('deletes one of two runtimes and returns its size', async () => {
    await fakeInstallation('cpu');
    const folder = await fakeInstallation('gpu');
    expect(await removeRuntime('gpu')).toEqual({ bytes: expect.any(Number) as number });
    expect(await readInstallation(folder)).toBeNull();
    expect(await readdir(join(cache, 'runtime'))).toHaveLength(1);
    expect((await findInstallation('auto'))?.record.variant).toBe('cpu');
  });

  it('keeps the last runtime unless allowLast is set', async () => {
    await fakeInstallation('cpu');
    await expect(removeRuntime('cpu')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('is the only one') as string,
    });
    await removeRuntime('cpu', { allowLast: true });
    expect(await findInstallation('auto')).toBeNull();
  });

  it('removes an incomplete runtime even if it is the only one', async () => {
    const folder = await fakeInstallation('gpu');
    await rm(join(folder, 'tfjs_binding.node'));
    await removeRuntime('gpu');
    expect(await readdir(join(cache, 'runtime'))).toEqual([]);
  });

  it('throws notFound if the runtime is not installed', async () => {
    await expect(removeRuntime('gpu')).rejects.toMatchObject({
      kind: 'notFound',
      message: 'The TensorFlow runtime for GPUs is not installed.',
    });
  });

  it('does not treat a folder outside the cache as removable', () => {
    expect(isRemovable(join(cache, 'runtime', 'x'))).toBe(true);
    expect(isRemovable(join(cache, 'runtime-of-the-program', 'x'))).toBe(false);
  });
});

describe('a runtime that a process has loaded', () => {
  let child: ChildProcess;
  afterEach(async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is reported as in use and is not removed', async () => {
    // A copy of the installed binding beside links to the installed libraries, which stay untouched.
    const folder = await fakeInstallation('cpu');
    await rm(join(folder, 'tfjs_binding.node'));
    await copyFile(join(real, 'tfjs_binding.node'), join(folder, 'tfjs_binding.node'));
    await symlink(join(real, 'tensorflow'), join(folder, 'tensorflow'));
    expect(await findProcessesUsing(folder)).toEqual([]);

    child = fork(fileURLToPath(new URL('./hold-addon.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    });
    const loaded = new Promise((resolve) => {
      child.on('message', (message) => message === 'loaded' && resolve(message));
    });
    child.send(join(folder, 'tfjs_binding.node'));
    await loaded;
    expect(await findProcessesUsing(folder)).toContain(child.pid);
    await expect(removeRuntime('cpu', { allowLast: true })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('in use by a run') as string,
    });
    expect(await readdir(folder)).toContain('tfjs_binding.node');
  });
});
