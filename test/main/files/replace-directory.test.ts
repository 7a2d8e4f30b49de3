import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createDirectory,
  moveDirectoryIntoPlace,
  recoverDirectories,
  removeDirectory,
  replaceDirectory,
  resolvableNames,
  resolveDirectory,
} from '#files/replace-directory';
import { withFault, type Fault, type FilePromises } from './faulty-files';
import { filesIn, makeFolder, temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

type Files = Record<string, string>;
const faults: readonly Fault[] = ['fails', 'dies', 'tears'];
const oldFiles: Files = { a: 'old a', b: 'old b', c: 'old c' };
const newFiles: Files = { a: 'new a', b: 'new b', d: 'new d' };

const replace = (path: string, files: Files): Promise<void> =>
  replaceDirectory(path, async (write) => {
    for (const [name, text] of Object.entries(files)) await write(name, text);
  });
const readResolved = async (path: string): Promise<Files | null> =>
  filesIn(await resolveDirectory(path));

/** The operations that order a replacement on the disk, without the opening and closing of files. */
const orderOf = (calls: readonly string[]): string[] =>
  calls
    .filter((call) => /^(mkdir|writeFile|sync|rename|rm) /.test(call))
    .map((call) =>
      call.replace(/dni-files-\w+/, 'PARENT').replace(/partial-[\da-f-]+/, 'partial-ID'),
    );

describe('replaceDirectory', () => {
  it('puts a folder in place, and replaces it', async () => {
    const parent = await temporaryFolder();
    const path = join(parent, '20');
    await replace(path, oldFiles);
    expect(await filesIn(path)).toEqual(oldFiles);
    await replace(path, newFiles);
    expect(await filesIn(path)).toEqual(newFiles);
    expect(await readdir(parent)).toEqual(['20']);
  });

  it('creates no parent folder', async () => {
    const parent = await temporaryFolder();
    const path = join(parent, 'gone', '20');
    await expect(replace(path, newFiles)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `'${path}' cannot be written: the folder '${join(parent, 'gone')}' was renamed, moved or removed.`,
    });
    expect(await readdir(parent)).toEqual([]);
  });

  it('syncs files and folders before the next step that relies on them', async () => {
    const path = join(await temporaryFolder(), '20');
    await makeFolder(path, oldFiles);
    const { calls } = await withFault('fails', Infinity, () => replace(path, { a: '1', b: '2' }));
    expect(orderOf(calls)).toEqual([
      'mkdir 20.partial',
      'sync PARENT',
      'writeFile a',
      'sync a',
      'writeFile b',
      'sync b',
      'sync 20.partial',
      'rename 20 20.replaced',
      'rename 20.partial 20',
      'sync PARENT',
      'rm 20.replaced',
    ]);
  });

  it.each(faults)('leaves the old or the new folder where any operation %s', async (fault) => {
    for (let at = 0; at < 100; at += 1) {
      const parent = await temporaryFolder();
      const path = join(parent, '20');
      await replace(path, oldFiles);
      const { completed, operations } = await withFault(fault, at, () => replace(path, newFiles));
      const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;
      expect([oldFiles, newFiles], where).toContainEqual(await readResolved(path));
      expect(resolvableNames(await readdir(parent)), where).toEqual(['20']);
      await recoverDirectories(parent);
      expect([oldFiles, newFiles], where).toContainEqual(await filesIn(path));
      expect(await readdir(parent), where).toEqual(['20']);
      if (!completed) continue;
      expect(await filesIn(path)).toEqual(newFiles);
      return;
    }
    throw new Error('no replacement completed');
  });

  it('leaves a whole folder where the replacement after an interrupted one is interrupted too', async () => {
    const second: Files = { a: 'second' };
    const third: Files = { a: 'third' };
    for (let at = 0, isLast = false; !isLast; at += 1)
      for (let later = 0, isLastLater = false; !isLastLater; later += 1) {
        const parent = await temporaryFolder();
        const path = join(parent, '20');
        await makeFolder(path, oldFiles);
        isLast = (await withFault('tears', at, () => replace(path, second))).completed;
        isLastLater = (await withFault('tears', later, () => replace(path, third))).completed;
        const where = `operations ${at} and ${later}`;
        expect([oldFiles, second, third], where).toContainEqual(await readResolved(path));
        await rm(parent, { recursive: true });
      }
  });

  it('removes what was left of other folders in the same parent', async () => {
    const parent = await temporaryFolder();
    await makeFolder(join(parent, '10.partial'), { a: 'unfinished' });
    await makeFolder(join(parent, '12.replaced'), oldFiles);
    await makeFolder(join(parent, '14.replaced'), { a: 'half removed' });
    await makeFolder(join(parent, '14'), newFiles);
    await makeFolder(join(parent, '.16.removed'), { a: 'half removed' });
    await replace(join(parent, '20'), newFiles);
    expect((await readdir(parent)).sort()).toEqual(['12', '14', '20']);
    expect(await filesIn(join(parent, '12'))).toEqual(oldFiles);
    expect(await filesIn(join(parent, '14'))).toEqual(newFiles);
  });

  it('keeps the old folder where the files cannot be made', async () => {
    const parent = await temporaryFolder();
    const path = join(parent, '20');
    await makeFolder(path, oldFiles);
    const failing = replaceDirectory(path, async (write) => {
      await write('a', 'new a');
      throw new Error('no more numbers');
    });
    await expect(failing).rejects.toThrow('no more numbers');
    expect(await filesIn(path)).toEqual(oldFiles);
    expect(await readdir(parent)).toEqual(['20']);
  });
});

describe.runIf(existsSync('/dev/full'))('on a full disk', () => {
  const path = async (): Promise<string> => {
    const folder = join(await temporaryFolder(), '20');
    await makeFolder(folder, oldFiles);
    return folder;
  };
  /** Every write to /dev/full fails as on a full disk. */
  const fill = (folder: string): Promise<void> =>
    replaceDirectory(folder, async (write) => {
      await write('a', 'new a');
      await symlink('/dev/full', join(`${folder}.partial`, 'b'));
      await write('b', 'x'.repeat(2_500_000));
    });

  it('leaves the old folder alone, and names the file and what it needs', async () => {
    const folder = await path();
    await expect(fill(folder)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /20\/b' cannot be written: no space is left on the disk \(ENOSPC\), 2\.5 MB to write and .* MB free\. Free some space, then go on\.$/,
      ) as string,
      details: { code: 'ENOSPC' },
    });
    expect(await filesIn(folder)).toEqual(oldFiles);
    expect(await readdir(join(folder, '..'))).toEqual(['20']);
  });

  it('does so where removing needs space too, which emptying the files gives', async () => {
    const folder = await path();
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const spy = vi.spyOn(await import('node:fs/promises'), 'rm').mockRejectedValueOnce(full);
    onTestFinished(() => spy.mockRestore());
    await expect(fill(folder)).rejects.toMatchObject({ details: { code: 'ENOSPC' } });
    expect(await readdir(join(folder, '..'))).toEqual(['20']);
  });
});

describe('createDirectory', () => {
  const create = (path: string, files: Files): Promise<string> =>
    createDirectory(path, async (write) => {
      for (const [name, text] of Object.entries(files)) await write(name, text);
      return 'the result';
    });

  it('returns the result of what builds the folder', async () => {
    const parent = await temporaryFolder();
    expect(await create(join(parent, 'flowers'), newFiles)).toBe('the result');
    expect(await filesIn(join(parent, 'flowers'))).toEqual(newFiles);
    expect(await readdir(parent)).toEqual(['flowers']);
  });

  it('creates no parent folder', async () => {
    const parent = await temporaryFolder();
    await expect(create(join(parent, 'gone', 'flowers'), newFiles)).rejects.toThrow(
      `the folder '${join(parent, 'gone')}' was renamed, moved or removed`,
    );
    expect(await readdir(parent)).toEqual([]);
  });

  it('replaces no folder', async () => {
    const parent = await temporaryFolder();
    await makeFolder(join(parent, 'flowers'), oldFiles);
    await expect(create(join(parent, 'flowers'), newFiles)).rejects.toThrow();
    expect(await filesIn(join(parent, 'flowers'))).toEqual(oldFiles);
    expect(await readdir(parent)).toEqual(['flowers']);
  });

  it.each(faults)('leaves the whole folder or none where any operation %s', async (fault) => {
    for (let at = 0; at < 100; at += 1) {
      const parent = await temporaryFolder();
      const path = join(parent, 'flowers');
      const { completed, operations } = await withFault(fault, at, async () => {
        await create(path, newFiles);
      });
      const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;
      expect([null, newFiles], where).toContainEqual(await filesIn(path));
      if (fault === 'fails') {
        const names = await readdir(parent);
        expect(
          names.filter((name) => name !== 'flowers'),
          where,
        ).toEqual([]);
      }
      if (!completed) continue;
      expect(await filesIn(path)).toEqual(newFiles);
      return;
    }
    throw new Error('no creation completed');
  });

  it('removes unfinished folders that are older than a day, and no others', async () => {
    const parent = await temporaryFolder();
    const id = '00000000-0000-4000-8000-00000000000';
    const names = [`.a.partial-${id}1`, `.b.partial-${id}2`, '.c.partial-mine', 'd'];
    for (const name of names) await mkdir(join(parent, name));
    const now = Date.now() / 1000;
    for (const name of [names[0], names[2], names[3]])
      await utimes(join(parent, name ?? ''), now - 90_000, now - 90_000);
    await create(join(parent, 'flowers'), newFiles);
    expect((await readdir(parent)).sort()).toEqual([...names.slice(1), 'flowers'].sort());
  });
});

describe('moveDirectoryIntoPlace', () => {
  it('replaces a folder by a finished one', async () => {
    const parent = await temporaryFolder();
    await makeFolder(join(parent, 'runtime'), oldFiles);
    await makeFolder(join(parent, '.building-1'), newFiles);
    await moveDirectoryIntoPlace(join(parent, '.building-1'), join(parent, 'runtime'));
    expect(await filesIn(join(parent, 'runtime'))).toEqual(newFiles);
    expect(await readdir(parent)).toEqual(['runtime']);
  });

  it('does so after an interrupted replacement, before or after its second rename', async () => {
    for (const isFirstOnly of [true, false]) {
      const parent = await temporaryFolder();
      await makeFolder(join(parent, 'runtime.replaced'), oldFiles);
      if (!isFirstOnly) await makeFolder(join(parent, 'runtime'), { a: 'second' });
      await makeFolder(join(parent, '.building-1'), newFiles);
      await moveDirectoryIntoPlace(join(parent, '.building-1'), join(parent, 'runtime'));
      expect(await filesIn(join(parent, 'runtime'))).toEqual(newFiles);
      expect(await readdir(parent)).toEqual(['runtime']);
    }
  });

  it('puts the old folder back where the new one cannot be moved', async () => {
    const parent = await temporaryFolder();
    await makeFolder(join(parent, 'runtime'), oldFiles);
    const missing = join(parent, '.building-1');
    await expect(moveDirectoryIntoPlace(missing, join(parent, 'runtime'))).rejects.toThrow(
      'ENOENT',
    );
    expect(await filesIn(join(parent, 'runtime'))).toEqual(oldFiles);
    expect(await readdir(parent)).toEqual(['runtime']);
  });
});

describe('removeDirectory', () => {
  it.each(faults)('leaves the whole folder or none where any operation %s', async (fault) => {
    for (let at = 0; at < 100; at += 1) {
      const parent = await temporaryFolder();
      const path = join(parent, 'flowers');
      await makeFolder(path, oldFiles);
      const { completed, operations } = await withFault(fault, at, () => removeDirectory(path));
      const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;
      expect([null, oldFiles], where).toContainEqual(await readResolved(path));
      if (!completed) continue;
      expect(await readdir(parent)).toEqual([]);
      return;
    }
    throw new Error('no removal completed');
  });

  it('leaves no older folder to be found', async () => {
    const parent = await temporaryFolder();
    await makeFolder(join(parent, '20.replaced'), { a: 'half removed' });
    await makeFolder(join(parent, '20'), newFiles);
    await removeDirectory(join(parent, '20'));
    expect(await readResolved(join(parent, '20'))).toBeNull();
  });

  it('throws where there is no folder', async () => {
    const path = join(await temporaryFolder(), 'none');
    await expect(removeDirectory(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

it('resolveDirectory names the folder itself where there is none at all', async () => {
  const parent = await temporaryFolder();
  expect(await resolveDirectory(join(parent, '20'))).toBe(join(parent, '20'));
  await writeFile(join(parent, 'file'), '');
  expect(await resolveDirectory(join(parent, 'file', '20'))).toBe(join(parent, 'file', '20'));
});
