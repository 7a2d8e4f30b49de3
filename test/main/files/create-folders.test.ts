import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolders, makeFolders, makeFoldersSync } from '#files/create-folders';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dni-folders-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ways = {
  createFolders: (path: string) => createFolders(path),
  makeFolders: (path: string) => makeFolders(path),
  makeFoldersSync: async (path: string) => makeFoldersSync(path),
};

describe.each(Object.entries(ways))('%s', (_, make) => {
  it('makes a folder with its parents, and leaves those that are there', async () => {
    const path = join(folder, 'a', 'b');
    await Promise.all([make(path), make(path)]);
    await writeFile(join(path, 'kept.txt'), '');
    await make(path);
    expect((await stat(join(path, 'kept.txt'))).isFile()).toBe(true);
  });

  it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
    await expect(make('/proc/1/dni/cache')).rejects.toThrow(/ENOENT|\/proc\/1\/dni/);
  });

  it('refuses a place below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(make(join(folder, 'file', 'a'))).rejects.toThrow();
  });
});

it('gives each folder the mode, and says where a file is in its place', async () => {
  const path = join(folder, 'own', 'inner');
  await makeFolders(path, 0o700);
  for (const made of [path, join(folder, 'own')])
    expect((await stat(made)).mode & 0o777).toBe(0o700);
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolders(join(folder, 'file'))).rejects.toThrow('EEXIST');
  expect(() => makeFoldersSync(join(folder, 'file'))).toThrow('EEXIST');
});
