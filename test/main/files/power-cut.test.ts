import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeFileDurably, writeFileSynced } from '#files/durable-write';
import {
  recoverDirectories,
  removeDirectory,
  replaceDirectory,
  resolveDirectory,
} from '#files/replace-directory';
import { withFault, type Fault, type FilePromises } from './faulty-files';
import { filesIn, makeFolder, temporaryFolder } from './helpers';
import { powerCutStates, writeTree, type Tree } from './power-cut';

vi.mock('node:fs/promises', async (original) => {
  const { recordedFiles } = await import('./power-cut');
  return (await import('./faulty-files')).faultyFiles(
    recordedFiles(await original<FilePromises>()),
  );
});

type Files = Record<string, string>;
const oldFiles: Files = { a: 'old a', b: 'old b', c: 'old c' };
const newFiles: Files = { a: 'new a', b: 'new b', d: 'new d' };
const thirdFiles: Files = { a: 'third a' };

const replace = (path: string, files: Files): Promise<void> =>
  replaceDirectory(path, async (write) => {
    for (const [name, text] of Object.entries(files)) await write(name, text);
  });

/** Calls `check` with a folder in each of these states. */
async function inEach(
  states: readonly Tree[],
  check: (folder: string, where: string) => Promise<void>,
): Promise<void> {
  for (const tree of states) {
    const folder = await temporaryFolder();
    await writeTree(folder, tree);
    await check(folder, JSON.stringify(tree));
    await rm(folder, { recursive: true });
  }
}

/** Checks that the folder '20' is one of these as a reader finds it, and after the recovery by the next writer. */
async function expectFolder(states: readonly Tree[], allowed: (Files | null)[]): Promise<void> {
  await inEach(states, async (folder, where) => {
    const path = join(folder, '20');
    expect(allowed, where).toContainEqual(await filesIn(await resolveDirectory(path)));
    await recoverDirectories(folder);
    expect(allowed, `${where}, recovered`).toContainEqual(await filesIn(path));
  });
}

describe('a power cut in the simulation', () => {
  it('can leave a part of a file that is not synced, and a name or none', async () => {
    const folder = await temporaryFolder();
    const { during, after } = await powerCutStates(folder, () =>
      writeFileSynced(join(folder, 'a'), 'text'),
    );
    expect(during).toEqual([{}, { a: '' }, { a: 'te' }, { a: 'text' }]);
    // The name of the file is not on the disk before its folder is synced.
    expect(after).toEqual([{}, { a: 'text' }]);
  });
});

describe('after a power cut at any moment', () => {
  it('writeFileDurably leaves the old content or the new one, and the new one once it is done', async () => {
    const folder = await temporaryFolder();
    await makeFolder(folder, { 'run.json': 'old' });
    const { during, after } = await powerCutStates(folder, () =>
      writeFileDurably(join(folder, 'run.json'), 'new'),
    );
    expect(during.length).toBeGreaterThan(4);
    for (const tree of during) expect(['old', 'new']).toContain(tree['run.json']);
    expect(after).toEqual([{ 'run.json': 'new' }]);
  });

  it.each<{ title: string; before: Files | null }>([
    { title: 'the old one', before: oldFiles },
    { title: 'none', before: null },
  ])('replaceDirectory leaves the new folder or $title', async ({ before }) => {
    const folder = await temporaryFolder();
    if (before) await makeFolder(join(folder, '20'), before);
    const { during, after } = await powerCutStates(folder, () =>
      replace(join(folder, '20'), newFiles),
    );
    expect(during.length).toBeGreaterThan(10);
    await expectFolder(during, [before, newFiles]);
    await expectFolder(after, [newFiles]);
  });

  it('removeDirectory leaves the whole folder or none, and none once it is done', async () => {
    const folder = await temporaryFolder();
    await makeFolder(join(folder, '20'), oldFiles);
    const { during, after } = await powerCutStates(folder, () =>
      removeDirectory(join(folder, '20')),
    );
    await expectFolder(during, [oldFiles, null]);
    await expectFolder(after, [null]);
  });
});

describe('after a process was killed, and the power cut at any moment of the next one', () => {
  /** The states during `second`, for each operation at which `first` is killed. */
  async function statesAfterKill(
    fault: Fault,
    first: (path: string) => Promise<void>,
    second: (path: string) => Promise<void>,
  ): Promise<Tree[]> {
    const states = new Map<string, Tree>();
    for (let at = 0; at < 100; at += 1) {
      const folder = await temporaryFolder();
      const path = join(folder, '20');
      await makeFolder(path, oldFiles);
      let completed = false;
      const { during } = await powerCutStates(folder, async () => {
        ({ completed } = await withFault(fault, at, () => first(path)));
        await second(path).catch(() => undefined);
      });
      for (const tree of during) states.set(JSON.stringify(tree), tree);
      if (completed) return [...states.values()];
    }
    throw new Error('the first process always failed');
  }

  it.each(['dies', 'tears'] as const)(
    'a replacement leaves the old folder, the first or the second (the first process %s)',
    async (fault) => {
      const states = await statesAfterKill(
        fault,
        (path) => replace(path, newFiles),
        (path) => replace(path, thirdFiles),
      );
      await expectFolder(states, [oldFiles, newFiles, thirdFiles]);
    },
    300_000,
  );

  it.each(['dies', 'tears'] as const)(
    'a removal leaves the whole folder or none (the first process %s)',
    async (fault) => {
      const states = await statesAfterKill(fault, removeDirectory, removeDirectory);
      await expectFolder(states, [oldFiles, null]);
    },
    300_000,
  );
});
