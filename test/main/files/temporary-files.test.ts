import { spawnSync } from 'node:child_process';
import { readdir, stat, symlink, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import {
  makeTemporaryFolder,
  removeLeftovers,
  removeTemporaryFolders,
  temporaryName,
} from '#files/temporary-files';
import { withFault, type FilePromises } from './faulty-files';
import { makeFolder, temporaryFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('./faulty-files')).faultyFiles(await original<FilePromises>()),
);

it('gives a name only once', () => {
  const names = new Set(Array.from({ length: 1000 }, () => temporaryName('/a/run.json')));
  expect(names.size).toBe(1000);
  for (const name of names)
    expect(name).toMatch(new RegExp(`^/a/run\\.json\\.${process.pid}-[\\da-f]{12}\\.tmp$`));
});

it('removes the temporary files of processes that have ended, once they are a minute old', async () => {
  const folder = await temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const stays = [
    'run.json',
    'notes.tmp',
    `run.json.${pid}-0123456789ab.tmp.old`,
    `run.json.${process.pid}-0123456789ab.tmp`,
    `run.json.${pid}-aaaaaaaaaaaa.tmp`,
  ];
  const goes = [`run.json.${pid}-0123456789ab.tmp`, `run.json.${pid}-17.tmp`];
  await makeFolder(folder, Object.fromEntries([...stays, ...goes].map((name) => [name, ''])));
  const minuteAgo = Date.now() / 1000 - 61;
  for (const name of [...stays.slice(0, -1), ...goes])
    await utimes(join(folder, name), minuteAgo, minuteAgo);
  await removeLeftovers(folder);
  expect((await readdir(folder)).sort()).toEqual([...stays].sort());
});

it('does not throw where a folder is missing or nothing can be removed', async () => {
  const folder = await temporaryFolder();
  await removeLeftovers(join(folder, 'none'));
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await makeFolder(folder, { [`a.${pid}-1.tmp`]: '' });
  await utimes(join(folder, `a.${pid}-1.tmp`), 0, 0);
  for (let at = 0; at < 3; at += 1) {
    const { completed } = await withFault('dies', at, () => removeLeftovers(folder));
    expect(completed).toBe(true);
    expect(await readdir(folder)).toHaveLength(1);
  }
});

it('makes temporary folders of the system for this user alone, and removes those of killed processes', async () => {
  vi.stubEnv('TMPDIR', await temporaryFolder());
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const [left, ofOthers] = [`dni-job.${pid}-0a.tmp`, `job.${pid}-0a.tmp`];
  await makeFolder(join(tmpdir(), left), { '0.zip': '' });
  await makeFolder(tmpdir(), { [ofOthers]: '', 'dni-job.txt': '' });
  for (const name of [left, ofOthers, 'dni-job.txt']) await utimes(join(tmpdir(), name), 0, 0);
  const folder = await makeTemporaryFolder('job');
  await utimes(folder, 0, 0);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await removeTemporaryFolders(['packages', 'job']);
  expect((await readdir(tmpdir())).map((name) => join(tmpdir(), name)).sort()).toEqual(
    [folder, join(tmpdir(), 'dni-job.txt'), join(tmpdir(), ofOthers)].sort(),
  );
  vi.unstubAllEnvs();
});

it('leaves temporary folders of other users alone, and what links in its own lead to', async () => {
  const target = await temporaryFolder();
  vi.stubEnv('TMPDIR', await temporaryFolder());
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = join(tmpdir(), `dni-job.${pid}-0a.tmp`);
  await makeFolder(target, { kept: '' });
  await makeFolder(left, { '0.zip': '' });
  await symlink(target, join(left, 'link'));
  await utimes(left, 0, 0);
  const user = vi.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1);
  await removeTemporaryFolders(['job']);
  expect((await readdir(left)).sort()).toEqual(['0.zip', 'link']);
  user.mockRestore();
  await removeTemporaryFolders(['job']);
  expect(await readdir(tmpdir())).toEqual([]);
  expect(await readdir(target)).toEqual(['kept']);
  vi.unstubAllEnvs();
});
