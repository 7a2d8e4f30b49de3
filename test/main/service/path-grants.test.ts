import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PathGrants } from '#service/path-grants';

let root: string;
let chosen: string[];
let grants: PathGrants;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dni-grants-'));
  for (const folder of ['project/models', 'data/images', 'data-old', 'secret'])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ['project/project.json', 'data/text.txt', 'data-old/x', 'secret/key'])
    await writeFile(join(root, file), '');
  chosen = [];
  grants = new PathGrants({ chosen: () => chosen, save: (paths) => (chosen = paths) });
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string): string => join(root, path);
async function may(path: string, within: string[] = [at('project')]): Promise<boolean> {
  return grants.check([path], within).then(
    () => true,
    () => false,
  );
}

describe('the paths that a window may use', () => {
  it('are at first only those in its project', async () => {
    expect(await may(at('project'))).toBe(true);
    expect(await may(at('project/models'))).toBe(true);
    expect(await may(at('project/not/there/yet'))).toBe(true);
    for (const path of ['', 'data', 'data/text.txt', 'secret/key', 'project-other', 'nowhere'])
      expect(await may(at(path)), path).toBe(false);
    expect(await may('/')).toBe(false);
    await expect(grants.check([at('data/text.txt')])).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('Choose it with the button') as string,
    });
  });

  it('include granted paths and everything in them', async () => {
    await grants.add(at('data'));
    expect(await may(at('data'))).toBe(true);
    expect(await may(at('data/images'))).toBe(true);
    expect(await may(at('data-old/x'))).toBe(false);
    await grants.add(at('secret/key'));
    expect(await may(at('secret/key'))).toBe(true);
    expect(await may(at('secret'))).toBe(false);
  });

  it('are rejected together if one of them is not allowed', async () => {
    await grants.add(at('data'));
    await expect(grants.check([at('data/text.txt'), at('secret/key')])).rejects.toThrow(
      at('secret/key'),
    );
    await grants.check([at('data/text.txt'), at('data/images')]);
  });

  it('exclude paths with dots, relative paths and null bytes', async () => {
    for (const path of [
      `${at('project')}/../secret/key`,
      `${at('project')}/..`,
      `${at('project')}/models/../../secret`,
      'project/models',
      '~/project',
      '..',
      '.',
      '',
      `${at('project')}/a\0b`,
    ])
      expect(await may(path), path).toBe(false);
    expect(await may(at('project/..hidden'))).toBe(true);
    const started = process.cwd();
    process.chdir(root);
    try {
      expect(await may('project/models')).toBe(false);
    } finally {
      process.chdir(started);
    }
  });

  it('exclude links that leave the allowed folders', async () => {
    await symlink(at('secret'), at('project/door'));
    expect(await may(at('project/door'))).toBe(false);
    expect(await may(at('project/door/key'))).toBe(false);
    expect(await may(at('project/door/new'))).toBe(false);
    // Granting a link grants its target.
    await grants.add(at('project/door'));
    expect(await may(at('secret/key'))).toBe(true);
  });

  it('are saved without duplicates, newest first', async () => {
    for (let n = 0; n < 250; n += 1) await grants.add(at(`data/${n}`));
    await grants.add(at('data/100'));
    expect(chosen).toHaveLength(200);
    expect(chosen.slice(0, 2)).toEqual([at('data/100'), at('data/249')]);
    const later = new PathGrants({ chosen: () => chosen, save: () => undefined });
    await later.check([at('data/100')]);
  });
});
