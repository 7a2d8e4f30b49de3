import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  browserParts,
  electronParts,
  ensureBuilt,
  listStaleParts,
  partialFolder,
  type BuiltPart,
} from '../../../src-main/launch/ensure-built';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dni-launch-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Writes a file whose modification time has the given minute. */
async function file(path: string, minute: number): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), '');
  const time = new Date(2026, 0, 1, 12, minute);
  await utimes(join(root, path), time, time);
}

async function sources(): Promise<void> {
  await file('src-main/spec/model.ts', 1);
  await file('src-renderer/App.svelte', 2);
  await file('electron.vite.config.ts', 3);
  await file('package.json', 4);
}
async function outputs(): Promise<void> {
  await file('out/main/index.js', 10);
  await file('out/preload/index.cjs', 11);
  await file('out/renderer/index.html', 12);
  await file('out/node/cli.js', 13);
}

describe('listStaleParts', () => {
  it('lists the parts that are not there, and none if all are newer than every source', async () => {
    await sources();
    expect(await listStaleParts(root, electronParts)).toEqual([
      'main',
      'preload',
      'renderer',
      'node',
    ]);
    await outputs();
    expect(await listStaleParts(root, electronParts)).toEqual([]);
  });

  it('lists a part that is missing or older than a source', async () => {
    await sources();
    await outputs();
    await file('src-renderer/canvas/deep/Node.svelte', 11);
    expect(await listStaleParts(root, electronParts)).toEqual(['main', 'preload']);
    await file('src-renderer/canvas/deep/Node.svelte', 9);
    expect(await listStaleParts(root, electronParts)).toEqual([]);
    await file('resources/help/first-model.md', 14);
    expect(await listStaleParts(root, browserParts)).toEqual(['renderer']);
  });

  it('asks of a browser no part that only Electron needs', async () => {
    await sources();
    await outputs();
    await rm(join(root, 'out/preload/index.cjs'));
    expect(await listStaleParts(root, browserParts)).toEqual([]);
    expect(await listStaleParts(root, electronParts)).toEqual(['preload']);
  });
});

describe('ensureBuilt', () => {
  const page = (): Promise<string> => readFile(join(root, 'out/renderer/index.html'), 'utf8');
  const buildNew = async (folder: string, parts: readonly BuiltPart[]): Promise<void> => {
    for (const part of parts) {
      await mkdir(partialFolder(folder, part), { recursive: true });
      await writeFile(join(partialFolder(folder, part), 'index.html'), 'new');
    }
  };
  beforeEach(async () => {
    await sources();
    await mkdir(join(root, 'out/renderer'), { recursive: true });
    await writeFile(join(root, 'out/renderer/index.html'), 'old');
    await utimes(join(root, 'out/renderer/index.html'), 0, 0);
  });

  it('builds once where two processes ask for it, and keeps the old window until then', async () => {
    const pages: string[] = [];
    const build = async (folder: string, parts: readonly BuiltPart[]): Promise<void> => {
      await buildNew(folder, parts);
      pages.push(await page());
    };
    await Promise.all([1, 2].map(() => ensureBuilt(root, browserParts, build)));
    expect(pages).toEqual(['old']);
    expect(await page()).toBe('new');
    expect(await readdir(join(root, 'out'))).toEqual(['renderer']);
  });

  it('leaves the old window where the build fails, and builds the next time', async () => {
    const fail = async (): Promise<void> => {
      await mkdir(partialFolder(root, 'renderer'));
      throw new Error('no build');
    };
    await expect(ensureBuilt(root, browserParts, fail)).rejects.toThrow('no build');
    expect(await page()).toBe('old');
    await ensureBuilt(root, browserParts, buildNew);
    expect(await page()).toBe('new');
  });
});
