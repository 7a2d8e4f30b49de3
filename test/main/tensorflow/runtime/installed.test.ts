import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RECORD_FILE, type Variant } from '#tensorflow/runtime/cache';
import { findInstallation, installationFolder } from '#tensorflow/runtime/installed';
import { BUNDLED_RUNTIME } from '#tensorflow/runtime/bundled-runtime';

async function install(folder: string, variant: Variant): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, RECORD_FILE), JSON.stringify({ version: 1, variant, files: [] }));
  return folder;
}
const found = async (device: 'auto' | 'cpu' | 'gpu'): Promise<string | undefined> =>
  (await findInstallation(device))?.folder;

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'installed-'));
  vi.stubEnv('DNI_WORKBENCH_CACHE', join(place, 'cache'));
  vi.stubEnv(BUNDLED_RUNTIME, join(place, 'shipped'));
});
afterEach(() => vi.unstubAllEnvs());

describe('findInstallation', () => {
  it('finds nothing where nothing is', async () => {
    expect(await found('auto')).toBeUndefined();
  });

  it('takes the runtime that came with the program before the one in the cache', async () => {
    const cached = await install(installationFolder('cpu'), 'cpu');
    expect(await found('cpu')).toBe(cached);
    const shipped = await install(join(place, 'shipped'), 'cpu');
    expect(await found('cpu')).toBe(shipped);
    expect(await found('auto')).toBe(shipped);
  });

  it('takes the one for GPUs in the cache where the device may be one', async () => {
    const shipped = await install(join(place, 'shipped'), 'cpu');
    expect(await found('gpu')).toBeUndefined();
    const gpu = await install(installationFolder('gpu'), 'gpu');
    expect(await found('auto')).toBe(gpu);
    expect(await found('gpu')).toBe(gpu);
    expect(await found('cpu')).toBe(shipped);
  });

  it('passes a shipped runtime over that lost a file', async () => {
    const cached = await install(installationFolder('cpu'), 'cpu');
    const shipped = await install(join(place, 'shipped'), 'cpu');
    const record = { version: 1, variant: 'cpu', files: [{ path: 'gone.so', bytes: 1 }] };
    await writeFile(join(shipped, RECORD_FILE), JSON.stringify(record));
    expect(await found('cpu')).toBe(cached);
  });
});
