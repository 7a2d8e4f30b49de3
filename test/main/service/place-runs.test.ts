import { beforeEach, describe, expect, it } from 'vitest';
import type { JobRunner, RunToSend } from '#cluster/job-runner';
import { PlaceRuns } from '#service/place-runs';
import type { Job } from '#spec/job';
import { placeSchema, type Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { newJobId, writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readRun, writeRun } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

const placeOf = (id: string) => placeSchema.parse({ kind: 'slurm', id, name: id });
const [a, b] = [placeOf('a'), placeOf('b')];

let project: ProjectFolder;
let runs: PlaceRuns;
const asked: string[] = [];

/** Makes jobs that nobody trains. */
const jobs = {
  async send(_: ProjectFolder, place: Place, [request]: [RunToSend]): Promise<Job> {
    const id = newJobId(new Date());
    const run = await createRun(project, { ...request, job: { id, place: place.name } });
    return write(id, place, run.id);
  },
  async sendAgain(_: ProjectFolder, place: Place, run: TrainedRun): Promise<Job> {
    const id = newJobId(new Date());
    await writeRun(project, { ...run, status: 'queued', job: { id, place: place.name } });
    return write(id, place, run.id);
  },
  request: (_: ProjectFolder, id: string, request: string) => {
    asked.push(`${request} ${id}`);
    return Promise.resolve();
  },
  close: () => Promise.resolve(),
};

async function write(id: string, place: Place, runId: string): Promise<Job> {
  const job: Job = {
    ...{ version: 1, id, place, runIds: [runId], created: new Date().toISOString() },
    ...{ status: 'waiting', failure: null, isToEnd: false, attempts: [] },
  };
  await writeJob(project, job);
  return job;
}

beforeEach(async () => {
  project = await newProject();
  runs = new PlaceRuns(jobs as unknown as JobRunner, [a, b]);
  asked.length = 0;
});

const start = () => runs.start(project, { spec: spirals(), modelId: null, seed: 4 });

describe('PlaceRuns', () => {
  it('spreads runs over places, with their settings', async () => {
    const started = [await start(), await start(), await start()];
    expect(started.map(({ job }) => job?.place)).toEqual(['a', 'b', 'a']);
    expect(started[0]).toMatchObject({ seed: 4, status: 'queued', name: 'Spirals, cDNI' });
    // A program that looks at them does not take them for those of one that is gone.
    expect((await runs.list(project)).map(({ status }) => status)).toEqual(Array(3).fill('queued'));
  });

  it('sends an ended run again, and no run that its job still trains', async () => {
    const { id } = await start();
    await expect(runs.resume(project, id)).rejects.toMatchObject({ kind: 'conflict' });
    await writeRun(project, { ...(await readRun(project, id)), status: 'stopped' });
    await expect(runs.resume(project, id, { from: 20 })).rejects.toMatchObject({
      kind: 'validation',
    });
    await runs.resume(project, id);
    expect(await readRun(project, id)).toMatchObject({ status: 'queued', job: { place: 'b' } });
  });

  it('sends and asks nothing more once it was left', async () => {
    const { id, job } = await start();
    await runs.stop(project, id);
    await runs.leave();
    await runs.stop(project, id);
    expect(asked).toEqual([`stop ${job?.id}`]);
    await expect(start()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
