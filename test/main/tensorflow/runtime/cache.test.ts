import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cacheFolder,
  installationName,
  readInstallation,
  folderBytes,
} from '#tensorflow/runtime/cache';

describe('cacheFolder', () => {
  it('is read from the environment variables in order of precedence', () => {
    expect(cacheFolder({ DNI_WORKBENCH_CACHE: '/big/disk', XDG_CACHE_HOME: '/x' })).toBe(
      '/big/disk',
    );
    expect(cacheFolder({ DNI_WORKBENCH_CACHE: 'here' })).toBe(join(process.cwd(), 'here'));
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/dni-workbench');
    expect(cacheFolder({})).toBe(join(homedir(), '.cache', 'dni-workbench'));
  });
});

it('names an installation by everything it depends on', () => {
  expect(installationName('2.18.1', 'gpu', '4.22.0', 'linux', 'x64')).toBe(
    'tensorflow-2.18.1-gpu-linux-x64-tfjs-4.22.0',
  );
});

it('distinguishes a complete installation from an incomplete one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'installation-'));
  expect(await readInstallation(folder)).toBeNull();
  const write = (record: object): Promise<void> =>
    writeFile(join(folder, 'installation.json'), JSON.stringify(record));
  const files = [{ path: 'lib/a.so', bytes: 3 }];
  await write({ version: 1, files });
  expect(await readInstallation(folder)).toBeNull();
  await mkdir(join(folder, 'lib'));
  await writeFile(join(folder, 'lib/a.so'), 'abc');
  expect(await readInstallation(folder)).toMatchObject({ folder, record: { files } });
  await writeFile(join(folder, 'lib/a.so'), 'ab');
  expect(await readInstallation(folder)).toBeNull();
  await write({ version: 2, files: [] });
  expect(await readInstallation(folder)).toBeNull();
});

it('sums the sizes of the files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sizes-'));
  await mkdir(join(folder, 'deep/er'), { recursive: true });
  await writeFile(join(folder, 'one'), '12345');
  await writeFile(join(folder, 'deep/er/two'), '123');
  expect(await folderBytes(folder)).toBe(8);
  expect(await folderBytes(join(folder, 'missing'))).toBe(0);
});
