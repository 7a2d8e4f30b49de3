import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeDirectory, writeFileDurably, writeFileSynced } from '#files/durable-write';
import { withFault, type Fault, type FilePromises } from './faulty-files';
import { filesIn, makeFolder, temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

describe('writeFileDurably', () => {
  it('creates the folders on the way and leaves only the file', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a', 'b', 'run.json');
    await writeFileDurably(path, 'old');
    await writeFileDurably(path, Uint8Array.of(0x6e, 0x65, 0x77));
    expect(await filesIn(join(folder, 'a', 'b'))).toEqual({ 'run.json': 'new' });
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
    const path = join(await temporaryFolder(), 'made', 'run.json');
    const { calls } = await withFault('fails', Infinity, () => writeFileDurably(path, 'text'));
    const plain = calls.map((call) => call.replace(/run\.json\.\d+-\d+\.tmp/, 'TEMPORARY'));
    const order = plain.filter((call) => /^(mkdir|writeFile|sync|rename) /.test(call));
    expect(order.map((call) => call.replace(/dni-files-\w+/, 'PARENT'))).toEqual([
      'mkdir made',
      'sync PARENT',
      'writeFile TEMPORARY',
      'sync TEMPORARY',
      'rename TEMPORARY run.json',
      'sync made',
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

it('makeDirectory syncs the parent of every folder that it creates, and of no other', async () => {
  const folder = await temporaryFolder();
  const deep = join(folder, 'a', 'b', 'c');
  const syncs = async (): Promise<string[]> => {
    const { calls } = await withFault('fails', Infinity, () => makeDirectory(deep));
    const names = calls.filter((call) => call.startsWith('sync '));
    return names.map((call) => call.replace(/dni-files-\w+/, 'PARENT'));
  };
  expect(await syncs()).toEqual(['sync b', 'sync a', 'sync PARENT']);
  expect(await syncs()).toEqual([]);
});
