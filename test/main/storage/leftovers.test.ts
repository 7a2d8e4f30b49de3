import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeProjectLeftovers } from '#storage/leftovers';
import type { ProjectFolder } from '#storage/projects';
import { createRun, listRuns, runDirectory } from '#storage/runs';
import { newProject, spirals } from './helpers';

/** Above the highest process id that Linux gives. */
const deadPid = 2 ** 22 + 1;
const temporaryFile = (pid: number): string => `run.json.${pid}-0123456789ab.tmp`;

async function makeOld(...paths: string[]): Promise<void> {
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const path of paths) await utimes(path, hourAgo, hourAgo);
}

/** What a process leaves that is killed while it creates a run, an hour ago. */
async function killedCreation(
  project: ProjectFolder,
  { id = '20260102-030405-spirals-1', pid = deadPid } = {},
): Promise<string> {
  const folder = runDirectory(project, id);
  for (const name of ['metrics', 'checkpoints'])
    await mkdir(join(folder, name), { recursive: true });
  const file = join(folder, temporaryFile(pid));
  await writeFile(file, '');
  await makeOld(file, folder);
  return folder;
}

const runNames = (project: ProjectFolder): Promise<string[]> =>
  readdir(join(project.directory, 'runs'));

it('removes what killed processes have left among models and jobs', async () => {
  const project = await newProject();
  for (const folder of ['models', 'jobs']) {
    const directory = join(project.directory, folder);
    await mkdir(directory, { recursive: true });
    const file = join(directory, temporaryFile(deadPid));
    await writeFile(file, '');
    await makeOld(file);
    await removeProjectLeftovers(project);
    expect(await readdir(directory)).toEqual([]);
  }
});

describe('what killed processes have left of runs', () => {
  it('is removed where the creation of a run was not finished', async () => {
    const project = await newProject();
    await killedCreation(project);
    const empty = runDirectory(project, '20260102-030406-spirals-1');
    await mkdir(empty);
    await makeOld(empty);
    await removeProjectLeftovers(project);
    expect(await runNames(project)).toEqual([]);
    expect(await listRuns(project)).toEqual({ items: [], problems: [] });
  });

  it('stays where a process that runs creates it, just now, or anything is recorded', async () => {
    const project = await newProject();
    await killedCreation(project, { id: '20260102-030405-alive-1', pid: process.pid });
    await mkdir(join(project.directory, 'runs', '20260102-030405-fresh-1', 'metrics'), {
      recursive: true,
    });
    const recorded = await killedCreation(project, { id: '20260102-030405-recorded-1' });
    await writeFile(join(recorded, 'metrics', 'train+loss.bin'), 'values');
    const logged = await killedCreation(project, { id: '20260102-030405-logged-1' });
    await writeFile(join(logged, 'log.jsonl'), '');
    await makeOld(logged);
    await killedCreation(project, { id: 'a-folder-of-a-user' });
    const before = await runNames(project);
    await removeProjectLeftovers(project);
    expect(await runNames(project)).toEqual(before);
    expect(await readdir(join(recorded, 'metrics'))).toEqual(['train+loss.bin']);
  });

  it('is removed from a run that has ended, which stays', async () => {
    const project = await newProject();
    const { id } = await createRun(project, {
      name: 'Spirals',
      modelId: null,
      spec: spirals('Spirals', 10),
    });
    const folder = runDirectory(project, id);
    const file = join(folder, temporaryFile(deadPid));
    await writeFile(file, '');
    await makeOld(file, folder);
    await removeProjectLeftovers(project);
    expect((await readdir(folder)).sort()).toEqual(['checkpoints', 'metrics', 'run.json']);
  });
});
