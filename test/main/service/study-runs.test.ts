import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { placeOf, type MemoryPlace } from './memory-place';
import { openPlaceFixture, type PlaceFixture } from './place-fixture';

let fixture: PlaceFixture;
let a: MemoryPlace;
let b: MemoryPlace;
beforeEach(async () => {
  fixture = await openPlaceFixture([placeOf('a', 2), placeOf('b', 1)]);
  [a, b] = [...fixture.places.values()] as [MemoryPlace, MemoryPlace];
});
afterEach(() => fixture.close());

const hold = (isHolding: boolean): void => void (a.isHolding = b.isHolding = isHolding);

async function save(changes: Partial<StudyInput> = {}): Promise<string> {
  const study = studyContentSchema.parse({
    version: 1,
    name: 'Methods',
    models: ['spirals-cdni'],
    steps: 40,
    axes: { 'training.method': ['none'], 'training.seed': [1, 2, 3, 4, 5, 6] },
    together: false,
    ...changes,
  });
  return (await fixture.service.call('studies.save', { projectId: fixture.projectId, study })).id;
}
const start = (studyId: string, places?: string[]) =>
  fixture.service.call('studies.start', { projectId: fixture.projectId, studyId, places });
const list = () => fixture.service.call('runs.list', { projectId: fixture.projectId });
const ended = () =>
  fixture.service.waitForEvent(
    ({ event, payload }) => event === 'study.changed' && !payload.activity.isActive,
  );
const placesOf = (runs: readonly Run[]): string[] => runs.map(({ job }) => job?.place ?? 'here');
/** How many jobs the places have got. */
const submitted = (): number => a.jobs.size + b.jobs.size;

describe('a study at places', () => {
  it('sends as many runs as they take, each where most is free', async () => {
    hold(true);
    const id = await save();
    expect(await start(id, ['a', 'b'])).toMatchObject({ isActive: true, places: ['a', 'b'] });
    await expect.poll(submitted).toBe(3);
    expect(placesOf(await list())).toEqual(['Place a', 'Place b', 'Place a']);
    hold(false);
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    const runs = await list();
    expect(runs.map(({ status, step, seed }) => [status, step, seed])).toEqual(
      [1, 2, 3, 4, 5, 6].map((seed) => ['finished', 40, seed]),
    );
    expect([a.mostAtWork, b.mostAtWork]).toEqual([2, 1]);
  });

  it('trains on this computer too, where it is among them', async () => {
    const id = await save();
    hold(true);
    await start(id, ['local', 'b']);
    // One trains here and one there; a third waits in the queue here.
    await expect.poll(async () => placesOf(await list()).slice(0, 2)).toEqual(['here', 'Place b']);
    // The job at b holds one place: all others train here.
    const isLeft = async () =>
      (await list()).filter(({ status }) => status === 'finished').length === 5;
    await expect.poll(isLeft, { timeout: 10_000 }).toBe(true);
    hold(false);
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    expect(placesOf(await list()).filter((place) => place === 'Place b')).toHaveLength(1);
  });

  it('sends runs that train together in one job', async () => {
    const id = await save({ together: true });
    await start(id, ['a', 'b']);
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    const jobs = await fixture.listJobs();
    expect(jobs.map(({ runIds, together }) => [runIds.length, together])).toEqual([
      [2, true],
      [2, true],
      [2, true],
    ]);
  });

  it('goes on where it was started last, with the jobs that are at work, after the program was closed', async () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const id = await save({ axes: { 'training.method': ['none'], 'training.seed': seeds } });
    [a.holdsAfter, b.holdsAfter] = [2, 1];
    await start(id, ['a', 'b']);
    await expect.poll(submitted, { timeout: 60_000 }).toBe(6);
    await fixture.reopen();
    const { projectId } = fixture;
    expect(await fixture.service.call('studies.places', { projectId })).toEqual({
      [id]: ['a', 'b'],
    });
    expect(await fixture.service.call('studies.activities', { projectId })).toEqual([]);
    const open = (await list()).filter(({ status }) => status === 'queued');
    expect(open).toHaveLength(3);
    expect(await start(id)).toMatchObject({ isActive: true, places: ['a', 'b'], done: 3 });
    a.holdsAfter = b.holdsAfter = Infinity;
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    const runs = await list();
    expect(runs.map(({ seed }) => seed)).toEqual(seeds);
    // Each run was sent once, and none was asked to end.
    expect(submitted()).toBe(8);
    expect([...a.asked, ...b.asked]).toEqual([]);
  });

  it('takes up jobs at work also where it goes on here', async () => {
    const id = await save({ axes: { 'training.method': ['none'], 'training.seed': [1, 2] } });
    hold(true);
    await start(id, ['b']);
    await expect.poll(submitted).toBe(1);
    await fixture.reopen();
    await start(id, ['local']);
    const second = async () => (await list())[1]?.status;
    await expect.poll(second).toBe('finished');
    hold(false);
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    expect(placesOf(await list())).toEqual(['Place b', 'here']);
    expect(await fixture.service.call('studies.places', { projectId: fixture.projectId })).toEqual(
      {},
    );
  });

  it('goes on at places alone where the queue of this computer is stopped', async () => {
    const id = await save({ axes: { 'training.method': ['none'], 'training.seed': [1] } });
    hold(true);
    await start(id, ['b']);
    await expect.poll(submitted).toBe(1);
    await fixture.service.call('queue.stop', {});
    hold(false);
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'finished' } } });
    expect(b.asked).toEqual([]);
  });

  it('is stopped with its jobs', async () => {
    const id = await save({
      steps: 1_000_000,
      axes: { 'training.method': ['none'], 'training.seed': [1, 2] },
    });
    await start(id, ['b']);
    await expect.poll(async () => (await list())[0]?.status).toBe('running');
    await fixture.service.call('studies.stop', { projectId: fixture.projectId, studyId: id });
    expect(await ended()).toMatchObject({ payload: { activity: { status: 'stopped' } } });
    expect(b.asked).toEqual(['stop']);
    const [stopped] = await list();
    expect(stopped?.status).toBe('stopped');
  });

  it('says why it does not start, or cannot go on', async () => {
    const id = await save();
    await expect(start(id, ['a', 'c'])).rejects.toThrow("There is no place 'c'.");
    expect(await list()).toEqual([]);
    hold(true);
    await start(id, ['b']);
    await expect.poll(submitted).toBe(1);
    await fixture.service.call('places.remove', { placeId: 'b' });
    const end = await ended();
    expect(end).toMatchObject({
      payload: { activity: { status: 'failed', failure: expect.stringContaining('none of your') } },
    });
  });
});
