import { access, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Package } from '#cluster/packages';
import { SharedPackages, type PackedFiles } from '#cluster/shared-packages';
import { WorkbenchError } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import { emptyFolder, newProject } from '../storage/helpers';

let project: ProjectFolder;
let shared: SharedPackages;
let listed = 0;
let failure: Error | null = null;

beforeEach(async () => {
  project = await newProject();
  const program = join(await emptyFolder(), 'cli.js');
  await writeFile(program, 'program');
  [listed, failure] = [0, null];
  shared = new SharedPackages(() => {
    listed += 1;
    return failure ? Promise.reject(failure) : Promise.resolve([{ name: 'cli.js', path: program }]);
  });
  await mkdir(join(project.directory, 'datasets/words'), { recursive: true });
  await writeFile(join(project.directory, 'datasets/words/text.txt'), 'abc');
});
afterEach(() => shared.close());

describe('SharedPackages', () => {
  it('packs the program once, and again after a failure', async () => {
    failure = new WorkbenchError('unavailable', 'It is not built.');
    await expect(shared.program()).rejects.toBe(failure);
    failure = null;
    const [one, two] = await Promise.all([shared.program(), shared.program()]);
    expect(two).toBe(one);
    expect(one.packages).toHaveLength(1);
    expect(listed).toBe(2);
  });

  it('packs a data set again only where it has changed', async () => {
    const first = await shared.dataset(project, 'words');
    expect(await shared.dataset(project, 'words')).toBe(first);
    const path = join(project.directory, 'datasets/words/text.txt');
    await writeFile(path, 'abd');
    await utimes(path, 1, 1);
    const second = await shared.dataset(project, 'words');
    expect(second.packages[0]?.sha256).not.toBe(first.packages[0]?.sha256);
    // The first may still be on its way.
    await access(first.packages[0]?.file ?? '');
    expect(await shared.dataset(project, 'none')).toEqual({ packages: [], cutFiles: [] });
  });

  it('packs again what the system has removed from its temporary folder', async () => {
    const pack = async () => [await shared.program(), await shared.dataset(project, 'words')];
    const before = await pack();
    const folderOf = ({ packages }: PackedFiles) => dirname((packages[0] as Package).file);
    for (const packed of before) await rm(folderOf(packed), { recursive: true });
    const after = await pack();
    for (const [index, packed] of after.entries()) {
      const { packages } = packed;
      await access(packages[0]?.file ?? '');
      expect((await stat(folderOf(packed))).mode & 0o777).toBe(0o700);
      expect(packages[0]?.sha256).toBe(before[index]?.packages[0]?.sha256);
    }
  });

  it('packs as soon as there is a temporary folder', async () => {
    const folder = join(project.directory, 'temporary');
    vi.stubEnv('TMPDIR', folder);
    await expect(shared.program()).rejects.toMatchObject({ kind: 'unavailable' });
    await mkdir(folder);
    expect((await shared.program()).packages).toHaveLength(1);
    vi.unstubAllEnvs();
  });

  it('leaves no part of a package behind that could not be written', async () => {
    vi.stubEnv('TMPDIR', await emptyFolder());
    const others = new SharedPackages(() => Promise.resolve([]), AbortSignal.abort());
    await expect(others.dataset(project, 'words')).rejects.toThrow();
    expect(await readdir(tmpdir())).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('leaves nothing behind', async () => {
    const { packages } = await shared.program();
    await shared.close();
    await expect(access(packages[0]?.file ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
