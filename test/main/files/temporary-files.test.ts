import { spawnSync } from 'node:child_process';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { removeLeftovers, temporaryName } from '#files/temporary-files';
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
