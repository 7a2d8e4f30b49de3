import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskAccess, linkTargetsFromEnvironment } from '#service/disk-access';
import { PathGrants } from '#service/path-grants';

let root: string;
let chosen: string[];
let grants: PathGrants;
let access: DiskAccess;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dni-grants-'));
  for (const folder of ['project/models', 'data/images', 'data-old', 'secret'])
    await mkdir(join(root, folder), { recursive: true });
  for (const file of ['project/project.json', 'data/text.txt', 'data-old/x', 'secret/key'])
    await writeFile(join(root, file), '');
  chosen = [];
  grants = new PathGrants({ chosen: () => chosen, save: (paths) => (chosen = paths) });
  access = new DiskAccess({ grants });
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string): string => join(root, path);
async function may(path: string, within: string[] = [at('project')]): Promise<boolean> {
  return access.assertPaths([path], within).then(
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
    await expect(access.assertPaths([at('data/text.txt')], [])).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('Choose it once') as string,
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
    await expect(access.assertPaths([at('data/text.txt'), at('secret/key')], [])).rejects.toThrow(
      at('secret/key'),
    );
    await access.assertPaths([at('data/text.txt'), at('data/images')], []);
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
});

describe('links in a project', () => {
  const place = (path: string, depth = 0) => [{ path, depth }];
  const isRefused = (check: Promise<void>): Promise<boolean> =>
    check.then(
      () => false,
      () => true,
    );

  it('may lead to granted paths, and to the folders that the environment names', async () => {
    await symlink(at('data'), at('project/models/door'));
    const models = place('models', 1);
    await expect(access.assertReadable(at('project'), models)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `'models/door' in the project '${at('project')}' is a link to '${at('data')}', outside of the project, so it is not read. If you want that, choose '${at('data')}', or a folder around it, once with any of the window's buttons for files and folders; otherwise delete the link, or put a copy in its place.`,
    });
    expect(await isRefused(access.assertWritable(at('project'), models))).toBe(true);
    await grants.add(at('data'));
    await access.assertReadable(at('project'), models);
    await access.assertWritable(at('project'), models);

    await expect(new DiskAccess({}).assertWritable(at('project'), models)).rejects.toThrow(
      `start the workbench with DNI_WORKBENCH_LINKS='${at('data')}'`,
    );
    const env = { DNI_WORKBENCH_LINKS: `${at('data')}:${at('data-old')}` };
    const linkTargets = linkTargetsFromEnvironment(env);
    await new DiskAccess({ linkTargets }).assertWritable(at('project'), models);
  });

  it('may lead anywhere for reading where all paths may be read', async () => {
    await symlink(at('secret'), at('project/door'));
    const browser = new DiskAccess({});
    await browser.assertReadable(at('project'), place('door', 1));
    expect(await isRefused(browser.assertWritable(at('project'), place('door')))).toBe(true);
  });
});

describe('the environment', () => {
  it('names no folders where the variable is missing or empty', () => {
    expect(linkTargetsFromEnvironment({})).toEqual([]);
    expect(linkTargetsFromEnvironment({ DNI_WORKBENCH_LINKS: '' })).toEqual([]);
  });
});
