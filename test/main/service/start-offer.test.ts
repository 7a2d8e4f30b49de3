import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerFor } from '../../../src-main/service/start-offer';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offer-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, content: string | Uint8Array = ''): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe('a folder is offered as images by class', () => {
  it('where each of its folders has an image, in the training part if there is one', async () => {
    for (const name of ['a/cats/1.png', 'a/dogs/1.JPG', 'b/train/x/1.png', 'b/train/y/2.png'])
      await put(name);
    await put('a/.hidden/notes.md');
    for (const name of ['a', 'b'])
      expect(await offerFor(join(folder, name))).toMatchObject({
        kind: 'data',
        found: 'a folder of images by class',
      });
  });

  it.runIf(process.platform === 'linux').each(['/', '/dev', '/proc'])('not of %s', async (path) => {
    await expect(offerFor(path)).rejects.toThrow('holds no data that a project can begin with');
  });

  it('not where a folder is without images, nor where links lead in a circle', async () => {
    await put('home/pictures/1.png');
    await put('home/documents/thesis.pdf');
    await mkdir(join(folder, 'circle'));
    for (const name of ['a', 'b']) await symlink('.', join(folder, 'circle', name));
    for (const name of ['home', 'circle'])
      await expect(offerFor(join(folder, name))).rejects.toThrow('holds no data');
  });
});

describe('a file is not offered as data', () => {
  const utf16 = Buffer.concat([Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), Buffer.from([0, 216])]);
  it.each<[name: string, content: string | Uint8Array, message: string]>([
    ['empty.csv', '', "'empty.csv' has no rows."],
    ['header.csv', 'a,b,c\n', "'header.csv' has no rows."],
    ['utf16.csv', utf16.subarray(0, 9), 'utf16.csv'],
    ['random.csv', randomBytes(5000), 'random.csv'],
    ['texts.csv', 'a\n', "'texts.csv' has no rows."],
    ['uneven.csv', '1,2\n3,4\n5,6\n7,8,9\n', "'uneven.csv' has 3 cells at line 4"],
    ['empty.npy', '', "'empty.npy' is no NPY file"],
    ['random.npy', randomBytes(500), "'random.npy' is no NPY file"],
    ['empty.txt', '', 'is empty. Choose a file with text in it.'],
    ['random.txt', Buffer.alloc(80_000, 0xff), 'is not UTF-8: it goes wrong at byte 0'],
  ])('where its beginning shows that it is none: %s', async (name, content, message) => {
    await expect(offerFor(await put(name, content))).rejects.toThrow(message);
  });

  it('where an array is cut off', async () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (9, 2), }\n";
    const start = Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1');
    start.writeUInt16LE(header.length, 8);
    const array = Buffer.concat([start, Buffer.from(header), Buffer.alloc(72)]);
    expect(await offerFor(await put('whole.npy', array))).toMatchObject({ kind: 'data' });
    await expect(offerFor(await put('cut.npy', array.subarray(0, -4)))).rejects.toThrow(
      "'cut.npy' says in its header that its shape is (9, 2)",
    );
  });

  it('where its first line has too many columns to choose from', async () => {
    const path = await put('wide.csv', '1,2,'.repeat(100_000));
    await expect(offerFor(path)).rejects.toThrow(
      "The first line of 'wide.csv' has more than 262,144 bytes",
    );
  });
});

it('looks at the beginning of a text whose characters are cut at the end of it', async () => {
  const path = await put('long.txt', `a${'é'.repeat(50_000)}`);
  expect(await offerFor(path)).toMatchObject({ kind: 'data', found: 'a text' });
});

it('looks at the beginning of a large table only', async () => {
  // What lies behind is no text: reading it would refuse the table.
  const path = await put('large.csv', `a,b\n${'5,6\n'.repeat(600_000)}`);
  await truncate(path, 3e9);
  expect(await offerFor(path)).toMatchObject({ kind: 'data', found: 'a table' });
});

it('names a thousand columns of a wide table, and the one that is proposed', async () => {
  const names = Array.from({ length: 1500 }, (_, index) => `c${index}`).join(',');
  const row = '1.5,'.repeat(1500);
  const path = await put('wide.csv', `${names},label\n${row}cat\n${row}dog\n`);
  const offer = await offerFor(path);
  if (offer.kind !== 'data') throw new Error('no data');
  expect(offer.columns?.list).toHaveLength(1001);
  expect(offer.columns?.list.at(-1)).toEqual({ name: 'label', role: 'label' });
  expect(offer.columns?.proposed).toBe('label');
});
