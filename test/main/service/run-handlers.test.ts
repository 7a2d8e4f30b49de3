import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRun, runDirectory, writeRun } from '#storage/runs';
import type { ProjectFolder } from '#storage/projects';
import { spirals } from '../storage/spirals';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

let fixture: ServiceFixture;
let project: ProjectFolder;
let projectId: string;
beforeEach(async () => {
  fixture = await openServiceFixture();
  const { current } = fixture.view.workspace;
  if (!current) throw new Error('no project');
  project = current;
  projectId = current.id;
});
afterEach(() => fixture.close());

/** A run that was stopped. */
async function newRun(tags: string[] = []): Promise<string> {
  const run = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  await writeRun(project, { ...run, tags, status: 'stopped', pid: null });
  return run.id;
}
const runsOf = async () => fixture.call('runs.list', { projectId });

describe('commands on many runs', () => {
  it('tag runs, and name those that cannot be', async () => {
    const ids = [await newRun(['a', 'b']), await newRun(['c'])];
    const [first = '', second = ''] = ids;
    const runIds = [first, 'not-there', second, first];
    const result = await fixture.call('runs.tag', { projectId, runIds, add: ['c'], remove: ['a'] });
    expect(result).toEqual({
      done: [first, second],
      failures: [{ runId: 'not-there', message: "There is no run 'not-there' in this project." }],
    });
    expect((await runsOf()).map(({ tags }) => tags)).toEqual([['b', 'c'], ['c']]);
  });

  it('archive runs and show them again', async () => {
    const id = await newRun();
    const archive = (archived: boolean) =>
      fixture.call('runs.archive', { projectId, runIds: [id], archived });
    expect((await archive(true)).done).toEqual([id]);
    expect((await runsOf())[0]?.archived).toBe(true);
    await archive(false);
    expect((await runsOf())[0]?.archived).toBe(false);
  });

  it('delete runs but those at work, and restore them', async () => {
    const stopped = await newRun();
    const { id: active } = await fixture.call('runs.start', {
      projectId,
      modelId: null,
      spec: spirals(),
    });
    const { deleted, failures } = await fixture.call('runs.delete', {
      projectId,
      runIds: [stopped, active],
    });
    expect(deleted).toEqual([{ runId: stopped, trashId: expect.stringContaining(stopped) }]);
    expect(failures).toEqual([
      { runId: active, message: expect.stringContaining('stop it first') },
    ]);
    expect((await runsOf()).map(({ id }) => id)).toEqual([active]);
    const [trashed] = await fixture.call('runs.trash', { projectId });
    expect(trashed).toMatchObject({ runId: stopped, trashId: deleted[0]?.trashId });
    expect(await fixture.call('projects.unreadable', { projectId })).toEqual([]);
    const trashIds = deleted.map(({ trashId }) => trashId);
    const restored = await fixture.call('runs.restore', { projectId, trashIds });
    expect(restored.map(({ id }) => id)).toEqual([stopped]);
    expect(await runsOf()).toHaveLength(2);
    await fixture.call('runs.delete', { projectId, runIds: [stopped] });
    await fixture.call('runs.emptyTrash', { projectId });
    expect(await fixture.call('runs.trash', { projectId })).toEqual([]);
  });

  it('start runs again that did not finish', async () => {
    const finished = await newRun();
    for (const run of await runsOf()) await writeRun(project, { ...run, status: 'finished' });
    const stopped = await newRun();
    const runIds = ['not-there', '../away', finished, stopped];
    const result = await fixture.call('runs.retry', { projectId, runIds });
    expect(result).toEqual({
      done: [stopped],
      failures: [
        { runId: 'not-there', message: "There is no run 'not-there' in this project." },
        { runId: '../away', message: expect.stringContaining('../away') },
        { runId: finished, message: expect.stringContaining('is finished') },
      ],
    });
  });
});

describe('the queue', () => {
  it('is described, changed and saved in the settings', async () => {
    expect(await fixture.call('queue.get', {})).toMatchObject({ slots: 1, count: 1, waiting: [] });
    const start = async () =>
      (await fixture.call('runs.start', { projectId, modelId: null, spec: spirals() })).id;
    const [first, second, third] = [await start(), await start(), await start()];
    const waiting = async () =>
      (await fixture.call('queue.get', {})).waiting.map(({ runId }) => runId);
    expect(await waiting()).toEqual([second, third]);
    const moved = await fixture.call('queue.move', { projectId, runId: third, before: second });
    expect(moved.waiting.map(({ runId }) => runId)).toEqual([third, second]);
    await expect(
      fixture.call('queue.move', { projectId, runId: first, before: null }),
    ).rejects.toMatchObject({ kind: 'conflict' });
    expect(await fixture.call('queue.setSlots', { slots: 2 })).toMatchObject({ count: 2 });
    expect(await waiting()).toEqual([second]);
    const event = await fixture.waitForEvent(
      ({ event: name, payload }) => name === 'queue.changed' && payload.count === 2,
    );
    expect(event.payload).toMatchObject({ slots: 2 });
    expect(await fixture.call('queue.pause', { paused: true })).toMatchObject({ isPaused: true });
    const stopped = await fixture.call('queue.stop', {});
    expect(stopped).toMatchObject({ isPaused: false, waiting: [] });
    for (const runId of [first, second, third])
      await expect
        .poll(async () => (await fixture.call('runs.get', { projectId, runId })).status)
        .toBe('stopped');
  });
});

describe('a run with changed settings', () => {
  it('continues the last checkpoint of another one', async () => {
    const runId = await newRun();
    const start = (steps: number) =>
      fixture.call('runs.continue', { projectId, runId, spec: spirals('Further', steps) });
    await expect(start(40)).rejects.toThrow('has no checkpoint yet');
    const checkpoint = join(runDirectory(project, runId), 'checkpoints/20');
    await mkdir(checkpoint);
    await writeFile(join(checkpoint, 'state.json'), '{}');
    await expect(start(20)).rejects.toMatchObject({ kind: 'validation' });
    const run = await start(40);
    expect(run).toMatchObject({ name: 'Further', parent: { runId, step: 20 }, step: 20 });
    const file = await readFile(join(runDirectory(project, run.id), 'run.json'), 'utf8');
    expect(JSON.parse(file)).toMatchObject({ parent: { runId, step: 20 } });
  });
});
