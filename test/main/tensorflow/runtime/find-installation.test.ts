import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RECORD_FILE, type Variant } from '#tensorflow/runtime/cache';
import { findInstallation, installationFolder } from '#tensorflow/runtime/find-installation';
import { BUNDLED_RUNTIME_VARIABLE } from '#tensorflow/runtime/bundled-runtime';

async function install(folder: string, variant: Variant): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, RECORD_FILE), JSON.stringify({ version: 1, variant, files: [] }));
  return folder;
}
const findFolder = async (device: 'auto' | 'cpu' | 'gpu'): Promise<string | undefined> =>
  (await findInstallation(device))?.folder;

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'installed-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', join(place, 'cache'));
  vi.stubEnv(BUNDLED_RUNTIME_VARIABLE, join(place, 'shipped'));
});
afterEach(() => vi.unstubAllEnvs());

describe('findInstallation', () => {
  it('returns null if nothing is installed', async () => {
    expect(await findFolder('auto')).toBeUndefined();
  });

  it('prefers the bundled runtime to the one in the cache', async () => {
    const cached = await install(installationFolder('cpu'), 'cpu');
    expect(await findFolder('cpu')).toBe(cached);
    const shipped = await install(join(place, 'shipped'), 'cpu');
    expect(await findFolder('cpu')).toBe(shipped);
    expect(await findFolder('auto')).toBe(shipped);
  });

  it('chooses the CUDA build in the cache if the device may be a GPU', async () => {
    const shipped = await install(join(place, 'shipped'), 'cpu');
    expect(await findFolder('gpu')).toBeUndefined();
    const gpu = await install(installationFolder('gpu'), 'gpu');
    expect(await findFolder('auto')).toBe(gpu);
    expect(await findFolder('gpu')).toBe(gpu);
    expect(await findFolder('cpu')).toBe(shipped);
  });

  it('ignores an incomplete bundled runtime', async () => {
    const cached = await install(installationFolder('cpu'), 'cpu');
    const shipped = await install(join(place, 'shipped'), 'cpu');
    const record = { version: 1, variant: 'cpu', files: [{ path: 'gone.so', bytes: 1 }] };
    await writeFile(join(shipped, RECORD_FILE), JSON.stringify(record));
    expect(await findFolder('cpu')).toBe(cached);
  });
});
