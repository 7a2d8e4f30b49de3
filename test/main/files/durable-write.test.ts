import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ensureDirectory, writeFileDurably, writeFileSynced } from '#files/durable-write';
import { withFault, type Fault, type FilePromises } from './faulty-files';
import { filesIn, makeFolder, temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

describe('writeFileDurably', () => {
  it('replaces the content and leaves only the file', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'run.json');
    await writeFileDurably(path, 'old');
    await writeFileDurably(path, Uint8Array.of(0x6e, 0x65, 0x77));
    expect(await filesIn(folder)).toEqual({ 'run.json': 'new' });
  });

  it('does not create a folder that was moved, and names the outermost one that is gone', async () => {
    const folder = await temporaryFolder();
    const run = join(folder, 'project', 'runs', '1');
    await makeFolder(run, { 'run.json': 'old' });
    await rename(join(folder, 'project'), join(folder, 'renamed'));
    const path = join(run, 'run.json');
    await expect(writeFileDurably(path, 'new')).rejects.toMatchObject({
      kind: 'unavailable',
      message: `'${path}' cannot be written: the folder '${join(folder, 'project')}' was renamed, moved or removed.`,
    });
    expect(await readdir(folder)).toEqual(['renamed']);
  });

  it.each(['fails', 'dies', 'tears'] as const)(
    'leaves the old content or the new one where any operation %s',
    async (fault: Fault) => {
      for (let at = 0; at < 100; at += 1) {
        const folder = await temporaryFolder();
        await makeFolder(folder, { 'run.json': 'the old run' });
        const path = join(folder, 'run.json');
        const write = (): Promise<void> => writeFileDurably(path, 'the new run');
        const { completed, operations } = await withFault(fault, at, write);
        const where = `${fault} at operation ${at} (${operations[at] ?? 'none'})`;
        expect(['the old run', 'the new run'], where).toContain(await readFile(path, 'utf8'));
        if (fault === 'fails') expect(await readdir(folder), where).toEqual(['run.json']);
        if (!completed) continue;
        expect(await readFile(path, 'utf8')).toBe('the new run');
        return;
      }
      throw new Error('no write completed');
    },
  );

  it('syncs the file before the rename and the folder after it', async () => {
    const path = join(await temporaryFolder(), 'run.json');
    const { calls } = await withFault('fails', Infinity, () => writeFileDurably(path, 'text'));
    const plain = calls.map((call) => call.replace(/run\.json\.\d+-[\da-f]+\.tmp/, 'TEMPORARY'));
    const order = plain.filter((call) => /^(mkdir|writeFile|sync|rename) /.test(call));
    expect(order.map((call) => call.replace(/dni-files-\w+/, 'PARENT'))).toEqual([
      'writeFile TEMPORARY',
      'sync TEMPORARY',
      'rename TEMPORARY run.json',
      'sync PARENT',
    ]);
  });

  it('names the file that cannot be written', async () => {
    const folder = await temporaryFolder();
    await makeFolder(join(folder, 'run.json'), {});
    const path = join(folder, 'run.json');
    await expect(writeFileDurably(path, 'text')).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(`'${path}' cannot be written: `) as string,
    });
    expect(await readdir(folder)).toEqual(['run.json']);
  });
});

it('writeFileSynced writes the file and syncs it', async () => {
  const path = join(await temporaryFolder(), 'a');
  const { calls } = await withFault('fails', Infinity, () => writeFileSynced(path, 'text'));
  expect(calls).toEqual(['open a', 'writeFile a', 'sync a', 'close a']);
  expect(await readFile(path, 'utf8')).toBe('text');
});

describe('ensureDirectory', () => {
  it('creates a folder that is missing, and syncs its parent', async () => {
    const folder = join(await temporaryFolder(), 'models');
    const create = (): Promise<void> => ensureDirectory(folder);
    const { calls } = await withFault('fails', Infinity, create);
    expect(calls.map((call) => call.replace(/dni-files-\w+/, 'PARENT'))).toEqual([
      'mkdir models',
      'open PARENT',
      'sync PARENT',
      'close PARENT',
    ]);
    await makeFolder(folder, { a: 'kept' });
    await ensureDirectory(folder);
    expect(await filesIn(folder)).toEqual({ a: 'kept' });
  });

  it('creates no parent folders, and replaces no file', async () => {
    const folder = await temporaryFolder();
    await expect(ensureDirectory(join(folder, 'gone', 'models'))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(
        `the folder '${join(folder, 'gone')}' was renamed, moved or removed`,
      ) as string,
    });
    await makeFolder(folder, { models: 'a file' });
    await expect(ensureDirectory(join(folder, 'models'))).rejects.toThrow('it exists already');
    expect(await filesIn(folder)).toEqual({ models: 'a file' });
  });
});
