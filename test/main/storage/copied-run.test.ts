import { cp } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import { listTrashedRuns, readTrashedRuns, restoreRun, trashRun } from '#storage/run-trash';
import { createRun, listRuns, readRun, runDirectory, writeRun } from '#storage/runs';
import { newProject, spirals } from './helpers';

const makeRun = (project: ProjectFolder, study = { id: 's', values: {}, rung: 0 }) =>
  createRun(project, {
    name: 'Spirals',
    modelId: null,
    spec: spirals(),
    study: { ...study, project: project.created },
  });
const copy = (from: string, to: string) => cp(from, to, { recursive: true });

describe('a run whose folder was copied by hand', () => {
  it('belongs to no study, and says whose copy it is, also after it was changed', async () => {
    const project = await newProject();
    const run = await makeRun(project);
    await copy(runDirectory(project, run.id), runDirectory(project, 'copy'));
    const copied = await readRun(project, 'copy');
    expect(copied).toEqual({
      ...run,
      id: 'copy',
      study: null,
      copyOf: { runId: run.id, studyId: 's' },
    });
    expect(await readRun(project, run.id)).toEqual(run);
    await writeRun(project, copied);
    expect(await readRun(project, 'copy')).toEqual(copied);
  });

  it('is told from the original in another project too, where the name of the folder is the same', async () => {
    const [project, other] = [await newProject(), await newProject()];
    const run = await makeRun(project);
    await copy(runDirectory(project, run.id), runDirectory(other, run.id));
    expect((await listRuns({ ...other, created: '2020-01-01T00:00:00.000Z' })).items).toMatchObject(
      [{ id: run.id, study: null, copyOf: { runId: run.id, studyId: 's' } }],
    );
  });

  it('stays a run of its study in a project that was copied as a whole', async () => {
    const project = await newProject();
    const run = await makeRun(project);
    const directory = `${project.directory}-copy`;
    await copy(project.directory, directory);
    expect((await listRuns({ ...project, directory })).items).toEqual([run]);
  });

  it('is one in the trash as well', async () => {
    const project = await newProject();
    const run = await makeRun(project);
    await copy(runDirectory(project, run.id), runDirectory(project, 'copy'));
    await trashRun(project, 'copy');
    expect((await readTrashedRuns(project)).map((entry) => entry.run)).toMatchObject([
      { id: 'copy', study: null },
    ]);
    await trashRun(project, run.id);
    const entry = (await listTrashedRuns(project)).find(({ runId }) => runId === run.id);
    expect(await restoreRun(project, entry?.trashId ?? '')).toEqual(run);
  });
});
