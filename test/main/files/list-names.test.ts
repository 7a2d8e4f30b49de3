import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listNames } from '#files/list-names';
import { makeFolder, temporaryFolder } from './helpers';

it('lists the names in a folder, and none where there is no folder', async () => {
  const folder = await temporaryFolder();
  await makeFolder(folder, { a: '', b: '' });
  expect((await listNames(folder)).sort()).toEqual(['a', 'b']);
  expect(await listNames(join(folder, 'missing'))).toEqual([]);
  expect(await listNames(join(folder, 'a'))).toEqual([]);
});

it('names a folder that cannot be read', async () => {
  const long = `/${'x'.repeat(300)}`;
  await expect(listNames(long)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining(`'${long}' cannot be read`) as string,
  });
});
