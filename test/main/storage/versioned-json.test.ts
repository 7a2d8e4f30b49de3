import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  assertNotNewer,
  readGivenJson,
  readVersionedJson,
  writeJson,
} from '#storage/versioned-json';
import { emptyFolder } from './helpers';

const schema = z.strictObject({ version: z.literal(1), size: z.int() });

describe('writeJson', () => {
  it('leaves only the file', async () => {
    const folder = await emptyFolder();
    await writeJson(join(folder, 'x.json'), { version: 1, size: 3 });
    await writeJson(join(folder, 'x.json'), { version: 1, size: 4 });
    expect(await readdir(folder)).toEqual(['x.json']);
    expect(await readVersionedJson(join(folder, 'x.json'), schema)).toEqual({
      version: 1,
      size: 4,
    });
  });

  it('does not create a folder that is gone', async () => {
    const folder = await emptyFolder();
    await expect(writeJson(join(folder, 'gone', 'x.json'), {})).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves no temporary file where it cannot write', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'x.json'));
    await expect(writeJson(join(folder, 'x.json'), {})).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('x.json'),
    });
    expect(await readdir(folder)).toEqual(['x.json']);
  });
});

describe('readVersionedJson', () => {
  const read = async (text: string): Promise<unknown> => {
    const path = join(await emptyFolder(), 'x.json');
    await writeFile(path, text);
    return readVersionedJson(path, schema);
  };

  it('says which file is missing, with the given message', async () => {
    const path = join(await emptyFolder(), 'x.json');
    await expect(readVersionedJson(path, schema)).rejects.toMatchObject({
      kind: 'notFound',
      message: `'${path}' does not exist.`,
    });
    await expect(readVersionedJson(path, schema, 'Nothing here.')).rejects.toThrow('Nothing here.');
  });

  it('throws for text that is not JSON or does not fit the schema, with the file and the field', async () => {
    await expect(read('{"version": 1, "si')).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/x\.json' is damaged, it is not JSON/),
    });
    await expect(read('{"version": 1, "size": "big"}')).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringMatching(/x\.json' does not fit its format: .*size/),
    });
    await expect(read('null')).rejects.toMatchObject({ kind: 'validation' });
  });

  it('sends nobody to a copy of a file that the user has given', async () => {
    const path = join(await emptyFolder(), 'x.json');
    for (const text of ['{"version": 1, "si', '{"version": 1, "size": "big"}']) {
      await writeFile(path, text);
      await expect(readVersionedJson(path, schema)).rejects.toThrow(/restore it from a copy\.$/);
      await expect(readGivenJson(path, schema)).rejects.toThrow(/ Mend it\.$/);
    }
  });

  it('throws for a newer version, and assertNotNewer does too', async () => {
    const newer = /was written by a newer version of the program .*left as it is/;
    await expect(read('{"version": 2, "size": 1}')).rejects.toThrow(newer);
    const path = join(await emptyFolder(), 'x.json');
    await assertNotNewer(path);
    await writeFile(path, 'rubbish');
    await assertNotNewer(path);
    await writeFile(path, '{"version": 2}');
    await expect(assertNotNewer(path)).rejects.toThrow(newer);
    expect(await readFile(path, 'utf8')).toBe('{"version": 2}');
  });
});
