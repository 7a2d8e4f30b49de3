import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { isEnded } from '#spec/run';
import { runDirectory } from '#storage/runs';
import { spirals } from '../storage/spirals';
import { placeOf, type MemoryPlace } from './memory-place';
import { openPlaceFixture, type PlaceFixture } from './place-fixture';

let fixture: PlaceFixture;
let place: MemoryPlace;
beforeEach(async () => {
  fixture = await openPlaceFixture([placeOf('a')]);
  place = fixture.places.get('a') as MemoryPlace;
});
afterEach(() => fixture.close());

const start = (steps: number, at = 'a') =>
  fixture.service.call('runs.start', {
    ...{ projectId: fixture.projectId, modelId: null, spec: spirals('Far away', steps), place: at },
  });
const inRun = ({ id }: Pick<Run, 'id'>) => ({ projectId: fixture.projectId, runId: id });
const hasStatus = (status: Run['status']) => (run: Run) => run.status === status;

describe('a run at a place', () => {
  it('shows itself to the window as it grows, with its log and its checkpoints', async () => {
    const run = await start(30);
    expect(run).toMatchObject({ status: 'queued', job: { place: 'Place a' } });
    await fixture.waitForRun(run.id, hasStatus('finished'));
    await fixture.service.waitForEvent(
      ({ event, payload }) => event === 'job.changed' && payload.job.status === 'ended',
    );
    const { events } = fixture.service;
    const of = <T>(pick: (event: (typeof events)[number]) => T[]): T[] => events.flatMap(pick);
    expect(of(({ event, payload }) => (event === 'run.checkpoint' ? [payload.step] : []))).toEqual([
      10, 20, 30,
    ]);
    expect(
      of(({ event, payload }) => (event === 'run.log' ? [payload.entry.message] : [])),
    ).toEqual(['At step 10.', 'At step 20.', 'At step 30.']);
    const steps = of(({ event, payload }) => (event === 'run.changed' ? [payload.run.step] : []));
    expect([...new Set(steps)]).toEqual([0, 10, 20, 30]);
    const statuses = of(({ event, payload }) =>
      event === 'job.changed' ? [payload.job.status] : [],
    );
    expect(statuses[0]).toBe('sending');
    expect(await fixture.listJobs()).toMatchObject([{ runIds: [run.id], status: 'ended' }]);
  });

  it('is paused, resumed and stopped by its job', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.service.call('runs.pause', inRun(run));
    await fixture.waitForRun(run.id, hasStatus('paused'));
    await fixture.service.call('runs.resume', inRun(run));
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.service.call('runs.stop', inRun(run));
    await fixture.waitForRun(run.id, hasStatus('stopped'));
    expect(place.asked).toEqual(['pause', 'resume', 'stop']);
    await expect(fixture.service.call('runs.stop', inRun(run))).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('keeps what the user edits while its job changes it', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    const { projectId } = fixture;
    const runIds = [run.id];
    const { call } = fixture.service;
    await Promise.all([
      call('runs.update', { ...inRun(run), name: 'Mine', notes: 'far' }),
      ...['x', 'y', 'z'].map((tag) => call('runs.tag', { projectId, runIds, add: [tag] })),
      call('runs.archive', { projectId, runIds, archived: true }),
    ]);
    const { step } = await fixture.waitForRun(run.id, () => true);
    const later = await fixture.waitForRun(run.id, (now) => now.step > step + 50);
    expect(later).toMatchObject({ name: 'Mine', notes: 'far', archived: true });
    expect([...later.tags].sort()).toEqual(['x', 'y', 'z']);
  });

  it('is not deleted while its job trains it', async () => {
    const run = await start(1_000_000);
    const { projectId } = fixture;
    const job = run.job?.id ?? '';
    expect(
      await fixture.service.call('runs.delete', { projectId, runIds: [run.id] }),
    ).toMatchObject({
      deleted: [],
      failures: [
        {
          message: `The run '${run.id}' trains at 'Place a' and cannot be deleted from here: stop its job '${job}' first.`,
        },
      ],
    });
    await fixture.service.call('jobs.request', { projectId, jobId: job, request: 'stop' });
    await fixture.waitForRun(run.id, ({ status }) => isEnded(status));
    await fixture.service.waitForEvent(
      ({ event, payload }) => event === 'job.changed' && payload.job.status === 'ended',
    );
    expect(
      await fixture.service.call('runs.delete', { projectId, runIds: [run.id] }),
    ).toMatchObject({ failures: [] });
  });

  it('ends where the file of its job is spoilt, and can then be resumed here and deleted', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    const file = join(fixture.project.directory, 'jobs', `${run.job?.id}.json`);
    await fixture.service.service.close();
    await writeFile(file, '{"version": 1, ');
    await fixture.reopen();
    const { status, failure } = await fixture.service.call('runs.get', inRun(run));
    expect(status).toBe('interrupted');
    expect(failure).toContain('Nothing comes back from the job');
    expect(failure).toContain(file);
    const { projectId } = fixture;
    await fixture.service.call('runs.resume', inRun(run));
    const here = await fixture.waitForRun(run.id, hasStatus('running'));
    expect(here).toMatchObject({ failure: null });
    expect(here.job).toBeUndefined();
    await fixture.service.call('runs.stop', inRun(run));
    await fixture.waitForRun(run.id, hasStatus('stopped'));
    expect(
      await fixture.service.call('runs.delete', { projectId, runIds: [run.id] }),
    ).toMatchObject({ failures: [] });
  });

  it('goes on at the place where it was, and here where that place is gone', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.service.call('runs.stop', inRun(run));
    const isOver = async () => (await fixture.listJobs()).every(({ status }) => status === 'ended');
    await expect.poll(isOver).toBe(true);
    const retry = () =>
      fixture.service.call('runs.retry', { projectId: fixture.projectId, runIds: [run.id] });
    expect(await retry()).toMatchObject({ failures: [] });
    expect(await fixture.listJobs()).toHaveLength(2);
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.service.call('runs.stop', inRun(run));
    await expect.poll(isOver).toBe(true);
    await fixture.file.remove('a');
    expect(await retry()).toMatchObject({ failures: [] });
    const here = await fixture.waitForRun(run.id, hasStatus('running'));
    expect(here.job).toBeUndefined();
    expect(await fixture.listJobs()).toHaveLength(2);
  });

  it('goes on at a place after it was trained here', async () => {
    const run = await start(1_000_000, 'local');
    expect(run.job).toBeUndefined();
    await fixture.waitForRun(run.id, ({ step }) => step >= 20);
    await fixture.service.call('runs.stop', inRun(run));
    const { step } = await fixture.waitForRun(run.id, hasStatus('stopped'));
    const resume = (more: object) =>
      fixture.service.call('runs.resume', { ...inRun(run), place: 'a', ...more });
    await expect(resume({ from: 10 })).rejects.toThrow('goes on from its last checkpoint');
    await expect(resume({ acceptOtherData: true })).rejects.toThrow('with its own data only');
    await expect(resume({ place: 'b' })).rejects.toThrow("There is no place 'b'.");
    await resume({ steps: step + 10 });
    await fixture.waitForRun(run.id, hasStatus('finished'));
    expect([...place.jobs.values()][0]?.runs[0]?.step).toBe(step + 10);
  });
});

describe('the jobs of a project', () => {
  it('are followed again by the next start of the program, and do not end with it', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.reopen();
    const { step } = await fixture.waitForRun(run.id, () => true);
    await fixture.waitForRun(run.id, (now) => now.step > step);
    expect(place.asked).toEqual([]);
    expect(place.jobs.size).toBe(1);
  });

  it('say why their place cannot be reached, and that it can again', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    place.isDown = true;
    const trouble = "'Place a' does not answer.";
    const { projectId } = fixture;
    const troubles = async () =>
      (await fixture.service.call('jobs.list', { projectId })).map((view) => view.trouble);
    const before = Date.now();
    await expect.poll(troubles).toEqual([trouble]);
    const ask = { projectId, jobId: run.job?.id ?? '', request: 'pause' } as const;
    await fixture.service.call('jobs.request', ask);
    const [view] = await fixture.service.call('jobs.list', { projectId });
    expect(view).toMatchObject({ request: 'pause' });
    expect(view?.troubleSince).toBeGreaterThan(before - 1000);
    expect(view?.troubleSince).toBeLessThanOrEqual(Date.now());
    place.isDown = false;
    await expect.poll(troubles).toEqual([null]);
    await fixture.waitForRun(run.id, hasStatus('paused'));
    const [later] = await fixture.service.call('jobs.list', { projectId });
    expect(later).toMatchObject({ troubleSince: null, request: null });
    const told = fixture.service.events.flatMap(({ event, payload }) =>
      event === 'job.changed' ? [payload.trouble] : [],
    );
    expect(told.filter((one) => one !== null)).toEqual([trouble]);
    expect(told.at(-1)).toBeNull();
  });

  it('write through no link out of the project', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    await fixture.service.service.close();
    const file = join(runDirectory(fixture.project, run.id), 'metrics', '0.f64');
    const outside = join(fixture.project.directory, '..', 'outside.f64');
    await rename(file, outside);
    await symlink(outside, file);
    const before = await readFile(outside);
    await fixture.reopen();
    const { projectId } = fixture;
    const trouble = async () =>
      (await fixture.service.call('jobs.list', { projectId }))[0]?.trouble ?? '';
    await expect.poll(trouble).toContain(`is a link to '${outside}', outside of the project`);
    expect(await readFile(outside)).toEqual(before);
    await rm(file);
    await rename(outside, file);
    await expect.poll(trouble).toBe('');
  });

  it('at a place that is removed are followed once it is there again', async () => {
    const run = await start(1_000_000);
    await fixture.waitForRun(run.id, hasStatus('running'));
    const { projectId } = fixture;
    await fixture.service.call('places.remove', { placeId: 'a' });
    const view = async () => (await fixture.service.call('jobs.list', { projectId }))[0];
    await expect.poll(async () => (await view())?.trouble).toContain('none of your places');
    const { step } = await fixture.waitForRun(run.id, () => true);
    await fixture.service.call('places.save', { place: place.place });
    await fixture.waitForRun(run.id, (now) => now.step > step);
    expect((await view())?.trouble).toBeNull();
  });
});
