import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLinkOut, resolveLinks } from '#service/links';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'dni-links-')));
  for (const folder of ['inside/a/b/c', 'outside/deep'])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'outside/file'), '');
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string): string => join(root, path);

describe('resolveLinks', () => {
  it('resolves paths that exist, and the existing part of others', async () => {
    await symlink(at('outside'), at('inside/door'));
    expect(await resolveLinks(at('inside/door/file'))).toBe(at('outside/file'));
    expect(await resolveLinks(at('inside/door/new/file'))).toBe(at('outside/new/file'));
    expect(await resolveLinks(at('inside/new'))).toBe(at('inside/new'));
    expect(await resolveLinks('/')).toBe('/');
  });

  it('follows links whose targets are missing, since a write creates them', async () => {
    await symlink(at('outside/new'), at('inside/absolute'));
    await symlink('../outside/new', at('inside/relative'));
    await symlink('relative', at('inside/twice'));
    for (const name of ['absolute', 'relative', 'twice'])
      expect(await resolveLinks(at(`inside/${name}`)), name).toBe(at('outside/new'));
  });

  it('takes .. from the target of a link, as the system does', async () => {
    await symlink(at('outside/deep'), at('inside/door'));
    await symlink('door/../new', at('inside/trick'));
    expect(await resolveLinks(at('inside/trick'))).toBe(at('outside/new'));
    await writeFile(at('inside/trick'), 'x');
    expect(await realpath(at('inside/trick'))).toBe(at('outside/new'));
  });

  it('ends for loops of links', async () => {
    await symlink('two', at('inside/one'));
    await symlink('one', at('inside/two'));
    expect(await resolveLinks(at('inside/one'))).toMatch(at('inside'));
  });
});

describe('findLinkOut', () => {
  const find = (path: string, depth: number) => findLinkOut(at(path), depth, [at('inside')]);

  it('finds links in the path itself and down to the depth', async () => {
    expect(await find('inside', 9)).toBeNull();
    await symlink(at('outside/file'), at('inside/a/b/link'));
    const found = { path: at('inside/a/b/link'), target: at('outside/file') };
    expect(await find('inside', 2)).toBeNull();
    expect(await find('inside', 3)).toEqual(found);
    expect(await find('inside/a/b/link', 0)).toEqual(found);
    await symlink(at('outside'), at('inside/door'));
    expect(await find('inside/door/deep/new', 0)).toEqual({
      path: at('inside/door/deep/new'),
      target: at('outside/deep/new'),
    });
  });

  it('follows links within the folder, and names the path by which a link was found', async () => {
    await symlink(at('inside/a/b'), at('inside/shortcut'));
    await symlink(at('outside'), at('inside/a/b/c/door'));
    expect(await find('inside/shortcut', 1)).toBeNull();
    expect(await find('inside/shortcut', 2)).toEqual({
      path: at('inside/shortcut/c/door'),
      target: at('outside'),
    });
  });

  it('allows several folders and nothing beside them with the same beginning', async () => {
    await mkdir(at('outside-old'));
    await symlink(at('outside-old'), at('inside/old'));
    await symlink(at('outside/file'), at('inside/file'));
    const roots = [at('inside'), at('outside')];
    expect(await findLinkOut(at('inside/file'), 0, roots)).toBeNull();
    expect(await findLinkOut(at('inside'), 1, roots)).toMatchObject({ path: at('inside/old') });
  });

  it('ends soon for many links to the folder that holds them', async () => {
    for (let n = 0; n < 100; n += 1) await symlink('.', at(`inside/a/${n}`));
    expect(await find('inside', 6)).toBeNull();
  });
});
