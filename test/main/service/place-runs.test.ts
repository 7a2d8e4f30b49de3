import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobMember } from '#cluster/job-members';
import type { JobRunner, JobTraining } from '#cluster/job-runner';
import { PlaceRuns } from '#service/place-runs';
import type { Job } from '#spec/job';
import type { Place } from '#spec/place';
import { newJobId, readJob, writeJob } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readRun, writeRun } from '#storage/runs';
import { listSettledRuns } from '#training/run-owner';
import { newProject, spirals } from '../storage/helpers';
import { placeOf } from './memory-place';

const [a, b] = [placeOf('a'), placeOf('b')];

let project: ProjectFolder;
let runs: PlaceRuns;
const asked: string[] = [];

/** Makes jobs that nobody trains. */
const jobs = {
  async send(
    _: ProjectFolder,
    place: Place,
    members: JobMember[],
    { together = false }: JobTraining = {},
  ): Promise<Job> {
    const id = newJobId(new Date());
    const job = { id, place: place.name };
    const runIds: string[] = [];
    for (const member of members) {
      const run = 'again' in member ? member.again : await createRun(project, { ...member, job });
      await writeRun(project, { ...run, status: 'queued', job });
      runIds.push(run.id);
    }
    const made: Job = {
      ...{ version: 1, id, place, runIds, created: new Date().toISOString() },
      ...{ together, status: 'waiting', failure: null, isToEnd: false, attempts: [] },
    };
    await writeJob(project, made);
    return made;
  },
  request: (_: ProjectFolder, id: string, request: string) => {
    asked.push(`${request} ${id}`);
    return Promise.resolve();
  },
  followOne: () => undefined,
  whenOver: (_: ProjectFolder, id: string) => readJob(project, id),
  troubleOf: () => ({ message: 'The place is none of yours.', since: 0 }),
  close: () => Promise.resolve(),
};

beforeEach(async () => {
  project = await newProject();
  runs = new PlaceRuns(jobs as unknown as JobRunner);
  asked.length = 0;
});

const start = () => runs.start(project, a, { spec: spirals(), modelId: null, seed: 4 });

describe('PlaceRuns', () => {
  it('sends a run with its settings', async () => {
    const run = await start();
    expect(run).toMatchObject({ seed: 4, status: 'queued', name: 'Spirals, cDNI' });
    expect(run.job?.place).toBe('Place a');
    // A program that looks at it does not take it for one of a program that is gone.
    const { items } = await listSettledRuns(project);
    expect(items.map(({ status }) => status)).toEqual(['queued']);
  });

  it('sends an ended run again, and no run that its job still trains', async () => {
    const { id } = await start();
    await expect(runs.resume(project, b, id)).rejects.toMatchObject({ kind: 'conflict' });
    await writeRun(project, { ...(await readRun(project, id)), status: 'stopped' });
    await expect(runs.resume(project, b, id, { from: 20 })).rejects.toMatchObject({
      kind: 'validation',
    });
    await expect(runs.resume(project, b, id, { acceptOtherData: true })).rejects.toMatchObject({
      kind: 'validation',
    });
    await runs.resume(project, b, id);
    expect(await readRun(project, id)).toMatchObject({
      status: 'queued',
      job: { place: 'Place b' },
    });
  });

  it('sends several in one job, or none', async () => {
    const { id } = await start();
    const another = { start: { spec: spirals(), modelId: null } };
    const both = () => runs.startTogether(project, b, [another, { resume: id, changes: {} }]);
    await expect(both()).rejects.toMatchObject({ kind: 'conflict' });
    expect((await listSettledRuns(project)).items).toHaveLength(1);
    await writeRun(project, { ...(await readRun(project, id)), status: 'stopped' });
    const [first, second] = await both();
    expect(second?.id).toBe(id);
    expect(first?.job).toEqual(second?.job);
  });

  it('says why nobody follows a run any more', async () => {
    const run = await start();
    expect(await runs.whenEnded(project, run)).toMatchObject({
      status: 'queued',
      failure: 'The place is none of yours.',
    });
    expect((await readRun(project, run.id)).failure).toBeNull();
  });

  it('waits no longer for a run whose job nobody can read', async () => {
    const run = await start();
    await writeFile(join(project.directory, 'jobs', `${run.job?.id}.json`), '{"version": 1, ');
    const ended = await runs.whenEnded(project, run);
    expect(ended.status).toBe('interrupted');
    expect(ended.failure).toContain('Nothing comes back from the job');
  });

  it('sends and asks nothing more once it was left', async () => {
    const run = await start();
    await runs.ask(project, run, 'stop');
    await runs.leave();
    await runs.ask(project, run, 'stop');
    expect(asked).toEqual([`stop ${run.job?.id}`]);
    await expect(start()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
