import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { FolderIdentity } from '#files/folder-identity';
import { makeFolder, temporaryFolder } from './helpers';

describe('the identity of a folder', () => {
  let path = '';
  let folder: FolderIdentity;
  beforeEach(async () => {
    path = join(await temporaryFolder(), 'run');
    await makeFolder(path, {});
    // Times on the disk advance in steps of some milliseconds.
    await sleep(20);
    await makeFolder(path, { 'run.json': '' });
    folder = await FolderIdentity.of(path, 'while its run was recorded');
  });

  const gone = (): object => ({
    kind: 'unavailable',
    message: `The folder '${path}' was renamed, moved or removed while its run was recorded.`,
  });

  it('stays when its content changes', async () => {
    await sleep(20);
    await writeFile(join(path, 'log.jsonl'), '');
    await rm(join(path, 'run.json'));
    await folder.assertUnchanged();
  });

  it('differs where the folder was moved, also with another one in its place', async () => {
    await rename(path, `${path}-moved`);
    await expect(folder.assertUnchanged()).rejects.toMatchObject(gone());
    await mkdir(path);
    await expect(folder.assertUnchanged()).rejects.toMatchObject(gone());
    await rm(path, { recursive: true });
    await rename(`${path}-moved`, path);
    await folder.assertUnchanged();
  });

  it('differs where the folder was removed and made again, which often gives the same inode', async () => {
    await sleep(20);
    for (let i = 0; i < 5; i += 1) {
      await rm(path, { recursive: true });
      await makeFolder(path, { 'run.json': '' });
      expect(await folder.isUnchanged()).toBe(false);
    }
  });

  it('needs a folder', async () => {
    await expect(FolderIdentity.of(join(path, 'none'), 'before it was read')).rejects.toThrow(
      `The folder '${join(path, 'none')}' was renamed, moved or removed before it was read.`,
    );
  });
});
