import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listFiles } from '#files/list-files';
import { emptyFolder } from '../storage/helpers';

it('lists the files of a folder and those below it, without links', async () => {
  const folder = await emptyFolder();
  await mkdir(join(folder, 'b', 'c'), { recursive: true });
  for (const name of ['b/c/two', 'a', 'b/one']) await writeFile(join(folder, name), '');
  await symlink(join(folder, 'a'), join(folder, 'link'));
  await symlink(join(folder, 'b'), join(folder, 'other'));
  expect(await listFiles(folder)).toEqual(['a', 'b/c/two', 'b/one']);
  await expect(listFiles(join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
});
