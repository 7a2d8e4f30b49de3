import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeRefusal, requireBuild, requireOutput } from '../../../.config/package/places';
import { emptyFolder } from '../storage/helpers';

describe('the folders that the command line names', () => {
  it('must hold a built program', async () => {
    const out = await emptyFolder();
    for (const part of ['main', 'renderer']) await mkdir(join(out, part));
    const preload = join(out, 'preload');
    await writeFile(preload, '');
    await expect(requireBuild(out)).rejects.toThrow(
      `'${out}' holds no built program: it has no folder 'preload'. Name`,
    );
    await expect(requireBuild(join(out, 'missing'))).rejects.toMatchObject({ kind: 'validation' });
  });

  it('must take the packages, and are made where they are missing', async () => {
    const folder = await emptyFolder();
    const output = join(folder, 'deep', 'dist');
    await requireOutput(output);
    expect(await readdir(output)).toEqual([]);
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(requireOutput(file)).rejects.toThrow(`'${file}' is a file: name a folder`);
    await expect(requireOutput(join(file, 'in', 'it'))).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('a part of the path is not a folder') as string,
    });
    // `mkdir` of Node never ends there.
    await expect(requireOutput('/proc/x/y')).rejects.toMatchObject({
      kind: 'validation',
      message: "'/proc/x' cannot be written: its folder takes no files. Choose another place.",
    });
  });
});

it('an error of the file system is one sentence, one of the program keeps its stack', async () => {
  const missing = join(await emptyFolder(), 'missing');
  const error: unknown = await readdir(missing).catch((thrown: unknown) => thrown);
  expect(describeRefusal(error)).toMatch(/^The package cannot be made: ENOENT: .*\/missing'\.$/);
  expect(describeRefusal(new TypeError('x is undefined'))).toBeNull();
});
