import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRun, listRuns, runDirectory } from '#storage/runs';
import { findUnreadableRuns, readMadeRuns, recordMadeRun } from '#storage/study-record';
import { listStudies, saveStudy } from '#storage/studies';
import { newProject, spirals } from './helpers';

const made = (id: string, seed: number) => ({
  id,
  modelId: 'a',
  study: { id: 's', values: { 'training.seed': seed }, rung: 0 },
});

it('the record of a study has the runs that it has made, and is no study itself', async () => {
  const project = await newProject();
  await saveStudy(project, { version: 1, models: ['a'] }, { id: 's' });
  expect(await readMadeRuns(project, 's')).toEqual([]);
  await recordMadeRun(project, made('x', 1));
  // A line that a crash has cut off.
  await appendFile(join(project.directory, 'studies', '.runs', 's.jsonl'), '{"runId": "y\n');
  await recordMadeRun(project, made('z', 2));
  await recordMadeRun(project, { ...made('other', 1), study: null });
  expect(await readMadeRuns(project, 's')).toEqual([
    { runId: 'x', modelId: 'a', values: { 'training.seed': 1 } },
    { runId: 'z', modelId: 'a', values: { 'training.seed': 2 } },
  ]);
  expect((await listStudies(project)).items).toHaveLength(1);
});

it('the record is not written through a link', async () => {
  const project = await newProject();
  await mkdir(join(project.directory, 'studies'), { recursive: true });
  await symlink(tmpdir(), join(project.directory, 'studies', '.runs'));
  await expect(recordMadeRun(project, made('x', 1))).rejects.toThrow(/is a link to another place/);
});

it('runs that are there and cannot be read are told apart from those that were deleted', async () => {
  const project = await newProject();
  const make = () => createRun(project, { name: 'A', modelId: 'a', spec: spirals('A') });
  const [whole, damaged] = [await make(), await make()];
  for (const { id } of [whole, damaged, { id: 'deleted' }])
    await recordMadeRun(project, made(id, 1));
  const path = runDirectory(project, damaged.id);
  await writeFile(join(path, 'run.json'), '{');
  expect(await findUnreadableRuns(project, 's', (await listRuns(project)).items)).toEqual([
    {
      runId: damaged.id,
      modelId: 'a',
      values: { 'training.seed': 1 },
      path,
      message: expect.stringContaining('run.json') as string,
    },
  ]);
});
