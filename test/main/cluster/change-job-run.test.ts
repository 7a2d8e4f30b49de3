import { expect, it } from 'vitest';
import { changeJobRun } from '#cluster/change-job-run';
import { createRun, readTrainedRun, writeRun } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

it('changes a run of the job, and leaves one alone that has gone on elsewhere since', async () => {
  const project = await newProject();
  const job = { id: 'job-1', place: 'Cluster' };
  const run = await createRun(project, { name: 'x', modelId: null, spec: spirals(), job });
  const target = { project, jobId: 'job-1', runId: run.id };
  const toStep = (step: number) => changeJobRun(target, (current) => ({ ...current, step }));
  expect(await toStep(3)).toEqual({ ...run, step: 3 });
  for (const next of [{ id: 'job-2', place: 'Cluster' }, undefined]) {
    await writeRun(project, { ...run, job: next });
    const left = await readTrainedRun(project, run.id, 'be tested');
    expect(await toStep(5)).toEqual(left);
    expect(await readTrainedRun(project, run.id, 'be tested')).toEqual(left);
  }
});
