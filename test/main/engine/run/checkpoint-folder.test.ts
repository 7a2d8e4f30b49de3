import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  checkpointDamage,
  CheckpointFolder,
  isCheckpointDamaged,
  writeCheckpointFolder,
} from '#engine/run/checkpoint-folder';
import { WorkbenchError } from '#spec/errors';

vi.mock('node:fs/promises', async (original) => ({ ...(await original<object>()) }));

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dni-checkpoint-folder-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  path = join(directory, '40');
  await writeCheckpointFolder(path, async (write) => {
    await write('a.bin', Uint8Array.of(1, 2, 3));
    await write('state.json', '{}');
  });
});

const read = async (file: string): Promise<Buffer> =>
  (await CheckpointFolder.open(directory, 40)).read(file);
const errorOf = (file: string): Promise<unknown> => read(file).catch((error: unknown) => error);

describe('the folder of a checkpoint', () => {
  it('has the checksums of its files, in the order in which they were written', async () => {
    const sha256 = (content: string | Uint8Array): string =>
      createHash('sha256').update(content).digest('hex');
    expect((await readdir(path)).sort()).toEqual(['SHA256SUMS', 'a.bin', 'state.json']);
    expect(await readFile(join(path, 'SHA256SUMS'), 'utf8')).toBe(
      `${sha256(Uint8Array.of(1, 2, 3))}  a.bin\n${sha256('{}')}  state.json\n`,
    );
    expect([...(await read('a.bin'))]).toEqual([1, 2, 3]);
    expect((await read('state.json')).toString()).toBe('{}');
  });

  it('is read without checksums too, as earlier versions wrote it', async () => {
    await rm(join(path, 'SHA256SUMS'));
    await writeFile(join(path, 'a.bin'), 'changed');
    expect((await read('a.bin')).toString()).toBe('changed');
  });

  it.each<[string, () => Promise<void>, string]>([
    ['a changed file', () => writeFile(join(path, 'a.bin'), 'x'), 'does not have the checksum'],
    ['a missing file', () => rm(join(path, 'a.bin')), "lacks its 'a.bin'"],
    [
      'a folder in the place of a file',
      async () => {
        await rm(join(path, 'a.bin'));
        await mkdir(join(path, 'a.bin'));
      },
      "lacks its 'a.bin'",
    ],
    [
      'checksums without the file',
      () => writeFile(join(path, 'SHA256SUMS'), `${'0'.repeat(64)}  b.bin\n`),
      'does not have the checksum',
    ],
    [
      'checksums that are none',
      () => writeFile(join(path, 'SHA256SUMS'), 'a.bin\n'),
      'The checksums in',
    ],
  ])('is damaged by %s', async (_, damage, words) => {
    await damage();
    const error = await errorOf('a.bin');
    expect(isCheckpointDamaged(error)).toBe(true);
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).toMatch(/Resume from an earlier checkpoint\.$/);
  });

  it.each([
    ['EIO', true, 'cannot be read: the disk reports an error. Resume from an earlier checkpoint.'],
    ['EACCES', false, 'cannot be read: permission is denied (EACCES).'],
  ])('that fails with %s counts as damaged: %s', async (code, isDamage, words) => {
    const failure = Object.assign(new Error(), { code });
    const spy = vi.spyOn(await import('node:fs/promises'), 'readFile').mockRejectedValue(failure);
    onTestFinished(() => spy.mockRestore());
    const error = await errorOf('a.bin');
    expect(isCheckpointDamaged(error)).toBe(isDamage);
    expect((error as Error).message).toContain(words);
  });
});

it('tells damage from other errors', () => {
  expect(isCheckpointDamaged(checkpointDamage('The file is damaged.', '/a'))).toBe(true);
  for (const error of [new WorkbenchError('validation', ''), new Error(''), null])
    expect(isCheckpointDamaged(error)).toBe(false);
});
