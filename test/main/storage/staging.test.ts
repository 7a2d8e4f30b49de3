import { mkdir, readdir, readFile, rmdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import { createStaging, moveIntoProject, removeStaging, settleStagings } from '#storage/staging';
import { readMadeRuns } from '#storage/study-record';
import { emptyFolder, newProject } from './helpers';

/** A folder that a killed program has left, with a run in it and the plan to move it. */
async function leftBehind(
  { directory }: ProjectFolder,
  moves: { from: string; to: string }[] | null,
): Promise<string> {
  const folder = join(directory, '.import-0123456789ab');
  await mkdir(join(folder, 'content', 'runs', 'a'), { recursive: true });
  await writeFile(join(folder, 'content', 'runs', 'a', 'run.json'), '{}');
  if (moves)
    await writeFile(join(folder, 'plan.json'), JSON.stringify({ version: 1, moves, madeRuns: [] }));
  await utimes(folder, new Date(0), new Date(0));
  return folder;
}

const hiddenIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.'));

describe('what comes into a project as a whole', () => {
  it('is moved to its place, and the runs of a study are noted once', async () => {
    const project = await newProject();
    const staging = await createStaging(project.directory);
    await mkdir(join(staging.content, 'runs', 'a'), { recursive: true });
    await writeFile(join(staging.content, 'runs', 'a', 'run.json'), '{}');
    const run = { runId: 'b', modelId: null, values: {} };
    const plan = {
      moves: [{ from: 'runs/a', to: 'runs/b' }],
      madeRuns: [{ studyId: 'seeds', runs: [run] }],
    };
    await moveIntoProject(project, staging, plan);
    await removeStaging(staging);
    expect(await readFile(join(project.directory, 'runs/b/run.json'), 'utf8')).toBe('{}');
    expect(await readMadeRuns(project, 'seeds')).toEqual([run]);
    expect(await hiddenIn(project.directory)).toEqual([]);
  });

  it('is removed where it was not complete, and moved where it was', async () => {
    const project = await newProject();
    await leftBehind(project, null);
    await settleStagings(project.directory, project);
    expect(await hiddenIn(project.directory)).toEqual([]);
    expect(await readdir(join(project.directory, 'runs'))).toEqual([]);
    await leftBehind(project, [{ from: 'runs/a', to: 'runs/a' }]);
    await settleStagings(project.directory, project);
    expect(await hiddenIn(project.directory)).toEqual([]);
    expect(await readdir(join(project.directory, 'runs'))).toEqual(['a']);
  });

  it('is left alone while its program prepares it', async () => {
    const project = await newProject();
    const staging = await createStaging(project.directory);
    await utimes(staging.directory, new Date(0), new Date(0));
    await settleStagings(project.directory, project);
    expect(await hiddenIn(project.directory)).toHaveLength(1);
    await removeStaging(staging);
    expect(await hiddenIn(project.directory)).toEqual([]);
  });

  it('replaces nothing that is there meanwhile', async () => {
    const project = await newProject();
    await mkdir(join(project.directory, 'runs', 'a'));
    await writeFile(join(project.directory, 'runs', 'a', 'mine'), '');
    await leftBehind(project, [{ from: 'runs/a', to: 'runs/a' }]);
    await settleStagings(project.directory, project);
    expect(await readdir(join(project.directory, 'runs', 'a'))).toEqual(['mine']);
  });

  it.each([
    '../evil',
    'runs/../../evil',
    '/tmp/evil',
    'project.json',
    'runs/a/../..',
    'runs/.trash',
  ])('leads nowhere else: a plan from elsewhere with %s is not carried out', async (to) => {
    const project = await newProject();
    const folder = await leftBehind(project, [{ from: 'runs/a', to }]);
    await settleStagings(project.directory, project);
    expect(await readdir(join(project.directory, '..'))).not.toContain('evil');
    expect(await readdir(join(project.directory, 'runs'))).toEqual([]);
    expect(await readdir(join(folder, 'content', 'runs'))).toEqual(['a']);
  });

  it('is not moved through a link', async () => {
    const project = await newProject();
    const outside = await emptyFolder();
    await rmdir(join(project.directory, 'runs'));
    await symlink(outside, join(project.directory, 'runs'));
    await leftBehind(project, [{ from: 'runs/a', to: 'runs/a' }]);
    await settleStagings(project.directory, project);
    expect(await readdir(outside)).toEqual([]);
    const staging = await createStaging(project.directory);
    const plan = { moves: [{ from: 'runs/a', to: 'runs/a' }], madeRuns: [] };
    await expect(moveIntoProject(project, staging, plan)).rejects.toThrow(
      'is a link to another place',
    );
    await removeStaging(staging);
  });
});
