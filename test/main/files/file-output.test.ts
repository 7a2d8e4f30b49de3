import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeFileInParts, writeFolderInParts } from '#files/file-output';
import { withFault, type FilePromises } from './faulty-files';
import { temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

describe('writeFileInParts', () => {
  it('puts parts of texts and bytes one after the other, and returns how many bytes they are', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, 'what was there before, and is longer');
    const bytes = await writeFileInParts(path, async (output) => {
      await output.write('ü');
      await output.write(Buffer.from([0, 255]));
      expect(await readFile(path, 'utf8')).toContain('before');
    });
    expect(bytes).toBe(4);
    expect([...(await readFile(path))]).toEqual([0xc3, 0xbc, 0, 255]);
  });

  it('leaves what was there, and nothing else, where its builder throws or the disk is full', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'file');
    await writeFile(path, 'before');
    const failing = writeFileInParts(path, async (output) => {
      await output.write('a part');
      throw new RangeError('a mistake');
    });
    await expect(failing).rejects.toThrow(RangeError);
    const full = writeFileInParts(path, async () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    await expect(full).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/file' cannot be written: no space is left/) as string,
    });
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(path, 'utf8')).toBe('before');
  });
});

describe('an operation of the disk that fails', () => {
  it('leaves the old file or the new one, and no part of it', async () => {
    for (let at = 0, completed = false; !completed; at += 1) {
      const folder = await temporaryFolder();
      const path = join(folder, 'file');
      await writeFile(path, 'before');
      const result = await withFault('fails', at, async () => {
        await writeFileInParts(path, (output) => output.write('after'));
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
        writeFolderInParts(path, async (write) => {
          await write('a/b', (output) => output.write('inner'));
        }),
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
    await writeFolderInParts(path, async (write) => {
      expect(await write('a/b', (output) => output.write('inner'))).toBe(5);
      await write('c', (output) => output.write('outer'));
      expect(await readdir(path)).toEqual(['old']);
    });
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
      stop.signal,
    );
    await expect(writing).rejects.toThrow('told to end');
    expect(await readdir(folder)).toEqual([]);
  });
});
