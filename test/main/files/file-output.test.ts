import { link, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  writeFileInParts,
  writeFolderInParts,
  type FileOutput,
  type WriteFileOfFolder,
} from '#files/file-output';
import { withFault, type FilePromises } from './faulty-files';
import { temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) => {
  const files = (await import('./faulty-files')).faultyFiles(await original<FilePromises>());
  return { ...files, link: vi.fn(files.link) };
});

const replace = { overwrite: true };
const keep = { overwrite: false };
const exists = { kind: 'conflict', message: expect.stringContaining('exists already') as string };

describe('writeFileInParts', () => {
  it('puts parts of texts and bytes one after the other, and returns how many bytes they are', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, 'what was there before, and is longer');
    const build = async (output: FileOutput): Promise<void> => {
      await output.write('ü');
      await output.write(Buffer.from([0, 255]));
      expect(await readFile(path, 'utf8')).toContain('before');
    };
    const bytes = await writeFileInParts(path, build, replace);
    expect(bytes).toBe(4);
    expect([...(await readFile(path))]).toEqual([0xc3, 0xbc, 0, 255]);
  });

  it('leaves what was there, and nothing else, where its builder throws or the disk is full', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    await writeFile(path, 'before');
    const failing = writeFileInParts(
      path,
      async (output) => {
        await output.write('a part');
        throw new RangeError('a mistake');
      },
      replace,
    );
    await expect(failing).rejects.toThrow(RangeError);
    const full = writeFileInParts(
      path,
      async () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      },
      replace,
    );
    await expect(full).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/file' cannot be written: no space is left/) as string,
    });
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('before');
  });
});

describe('where nothing may be replaced', () => {
  const write = (path: string, text: string): Promise<number> =>
    writeFileInParts(path, (output) => output.write(text), keep);

  /** Answers that file systems without hard links give. */
  const withoutLinks = (): void => {
    vi.mocked(link).mockRejectedValue(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
  };

  afterEach(() => vi.mocked(link).mockRestore());

  it.each([
    ['with hard links', () => undefined],
    ['without hard links', withoutLinks],
  ])('one of two writers at once puts its file there, on a disk %s', async (_, prepare) => {
    prepare();
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    const results = await Promise.allSettled([write(path, 'one'), write(path, 'other')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: exists });
    const winner = results[0].status === 'fulfilled' ? 'one' : 'other';
    expect(await readFile(path, 'utf8')).toBe(winner);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('a link to nothing stays', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'link');
    await symlink(join(folder, 'none'), path);
    await expect(write(path, 'text')).rejects.toMatchObject(exists);
    expect(await readlink(path)).toBe(join(folder, 'none'));
  });

  it('a folder that has come meanwhile stays', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'out');
    const build = async (writeFileOf: WriteFileOfFolder): Promise<void> => {
      await writeFileOf('a', (output) => output.write('ours'));
      await mkdir(path);
      await writeFile(join(path, 'theirs'), '');
    };
    await expect(writeFolderInParts(path, build, keep)).rejects.toMatchObject(exists);
    expect([await readdir(folder), await readdir(path)]).toEqual([['out'], ['theirs']]);
  });

  it('an operation that fails leaves the whole file or none', async () => {
    for (let at = 0, completed = false; !completed; at += 1) {
      const folder = await temporaryFolder();
      const path = join(folder, 'file');
      const result = await withFault('fails', at, async () => {
        await write(path, 'text');
      });
      completed = result.completed;
      const names = await readdir(folder);
      expect(completed ? [['file']] : [['file'], []]).toContainEqual(names);
      if (names.length > 0) expect(await readFile(path, 'utf8')).toBe('text');
    }
  });
});

describe('an operation of the disk that fails', () => {
  it('leaves the old file or the new one, and no part of it', async () => {
    for (let at = 0, completed = false; !completed; at += 1) {
      const folder = await temporaryFolder();
      const path = join(folder, 'file');
      await writeFile(path, 'before');
      const result = await withFault('fails', at, async () => {
        await writeFileInParts(path, (output) => output.write('after'), replace);
      });
      completed = result.completed;
      expect(await readdir(folder), `operation ${at}`).toEqual(['file']);
      const content = await readFile(path, 'utf8');
      expect(completed ? ['after'] : ['before', 'after']).toContain(content);
    }
  });

  it('leaves the old folder or the new one, and no part of it', async () => {
    for (let at = 0, completed = false; !completed; at += 1) {
      const folder = await temporaryFolder();
      const path = join(folder, 'out');
      await mkdir(path);
      await writeFile(join(path, 'old'), '');
      const result = await withFault('fails', at, () =>
        writeFolderInParts(
          path,
          async (write) => {
            await write('a/b', (output) => output.write('inner'));
          },
          replace,
        ),
      );
      completed = result.completed;
      const names = (await readdir(folder)).filter((name) => name !== 'out.replaced');
      expect(names, `operation ${at}`).toEqual(['out']);
      expect(completed ? [['a']] : [['old'], ['a']]).toContainEqual(await readdir(path));
    }
  });
});

describe('writeFolderInParts', () => {
  it('makes a folder of files and of folders, in place of the one that was there', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'out');
    await mkdir(path);
    await writeFile(join(path, 'old'), '');
    const build = async (write: WriteFileOfFolder): Promise<void> => {
      expect(await write('a/b', (output) => output.write('inner'))).toBe(5);
      await write('c', (output) => output.write('outer'));
      expect(await readdir(path)).toEqual(['old']);
    };
    await writeFolderInParts(path, build, replace);
    expect(await readdir(folder)).toEqual(['out']);
    expect((await readdir(path)).sort()).toEqual(['a', 'c']);
    expect(await readFile(join(path, 'a', 'b'), 'utf8')).toBe('inner');
  });

  it('ends where it is told to, and leaves what was there', async () => {
    const folder = await temporaryFolder();
    const stop = new AbortController();
    const writing = writeFolderInParts(
      join(folder, 'out'),
      async (write) => {
        await write('a', (output) => output.write('first'));
        stop.abort(new Error('told to end'));
        await write('b', (output) => output.write('second'));
      },
      { overwrite: false, signal: stop.signal },
    );
    await expect(writing).rejects.toThrow('told to end');
    expect(await readdir(folder)).toEqual([]);
  });
});
