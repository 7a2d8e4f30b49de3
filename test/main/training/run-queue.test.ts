import { describe, expect, it } from 'vitest';
import type { Queue } from '#api/types';
import { listTrashedRuns, restoreRun } from '#storage/run-trash';
import { readLog } from '#storage/log';
import { createRun, readRun, runDirectory, writeRun } from '#storage/runs';
import { RunQueue } from '#training/run-queue';
import { latestCheckpoint, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

const request = (name: string, steps = 30) => ({ spec: spirals(name, steps), modelId: null });
const project = { id: 'p', name: 'P', directory: '/p', created: '' };
const never = () => new Promise<void>(() => undefined);

describe('RunQueue', () => {
  it('tells of the slots, of what waits and of every change', () => {
    const seen: Queue[] = [];
    const machine = { cores: 2, memory: 10, gpus: 0 };
    const queue = new RunQueue({ slots: 'auto', machine, onChange: (each) => seen.push(each) });
    for (const id of ['a', 'b', 'c', 'd']) queue.add(project, [id], { work: never });
    expect(queue.get()).toEqual({
      slots: 'auto',
      count: 2,
      reason: '2 slots: one for each processor core.',
      waiting: [
        { projectId: 'p', runId: 'c' },
        { projectId: 'p', runId: 'd' },
      ],
      isPaused: false,
    });
    queue.move(project, 'd', 'c');
    expect(seen.at(-1)?.waiting.map(({ runId }) => runId)).toEqual(['d', 'c']);
    expect(() => queue.move(project, 'a', null)).toThrow("The run 'a' does not wait");
    expect(() => queue.move(project, 'c', 'b')).toThrow("The run 'b' does not wait");
    queue.setSlots(3);
    expect(seen.at(-1)).toMatchObject({ slots: 3, count: 3, waiting: [{ runId: 'c' }] });
  });

  it('shares the cores among the runs that are there, and among the slots in a study', async () => {
    const machine = { cores: 8, memory: 10, gpus: 0 };
    const queue = new RunQueue({ slots: 4, machine, onChange: () => undefined });
    const [alone, study] = [{ study: null }, { study: { id: 's', values: {}, rung: 0 } }];
    queue.add(project, ['a'], { work: never });
    expect(await queue.shareOf(0, alone)).toEqual({ cores: 8, gpu: null });
    expect(await queue.shareOf(0, study)).toEqual({ cores: 2, gpu: null });
    expect(queue.coresOfSlot).toBe(2);
    // The first of runs that are started together waits for the others.
    const first = queue.shareOf(0, alone);
    for (const id of ['b', 'c']) queue.add(project, [id], { work: never });
    expect(await first).toEqual({ cores: 2, gpu: null });
    for (const id of ['d', 'e', 'f']) queue.add(project, [id], { work: never });
    expect(await queue.shareOf(3, alone)).toEqual({ cores: 2, gpu: null });
  });

  it('gives each run a GPU of its own where there are several', async () => {
    const machine = { cores: 8, memory: 10, gpus: 2 };
    const queue = new RunQueue({ slots: 3, machine, onChange: () => undefined });
    const study = { id: 's', values: {}, rung: 0 };
    const gpus = await Promise.all([0, 1, 2].map((slot) => queue.shareOf(slot, { study })));
    expect(gpus.map(({ gpu }) => gpu)).toEqual([0, 1, 0]);
    queue.setMachine({ ...machine, gpus: 1 });
    expect((await queue.shareOf(0, { study })).gpu).toBeNull();
  });

  it('says that a run waits for memory', () => {
    const machine = { cores: 4, memory: 10, gpus: 0 };
    const queue = new RunQueue({ slots: 'auto', machine, onChange: () => undefined });
    queue.add(project, ['a'], { work: never, memory: 5 });
    expect(queue.get().reason).not.toContain('memory');
    // 5 + 4 is more than the 8 that runs may fill.
    queue.add(project, ['b'], { work: never, memory: 4 });
    expect(queue.get()).toMatchObject({ waiting: [{ runId: 'b' }] });
    expect(queue.get().reason).toContain('waits until there is enough memory');
  });
});

describe('the queue of a manager', () => {
  it('pauses running runs and holds waiting ones back, and lets them go on', async () => {
    const folder = await newProject();
    const { manager, events } = newManager();
    const first = await manager.start(folder, request('slow', 160));
    const second = await manager.start(folder, request('fast'));
    await waitForRun(manager, folder, first.id, ({ step }) => step > 2);
    manager.pauseQueue(true);
    expect(manager.queue.get()).toMatchObject({ isPaused: true, waiting: [{ runId: second.id }] });
    expect((await manager.get(folder, first.id)).status).toBe('paused');
    const third = await manager.start(folder, request('fast'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await manager.get(folder, third.id)).status).toBe('queued');
    manager.pauseQueue(false);
    const ended = await Promise.all(
      [first, second, third].map(({ id }) => manager.whenEnded(folder, id)),
    );
    expect(ended.map(({ status }) => status)).toEqual(['finished', 'finished', 'finished']);
    expect(manager.queue.get().waiting).toEqual([]);
    const paused = events.flatMap(({ event, payload }) =>
      event === 'queue.changed' ? [payload.isPaused] : [],
    );
    expect(paused).toContain(true);
    expect(paused.at(-1)).toBe(false);
  });

  it('leaves a run that the user has paused alone when it goes on', async () => {
    const folder = await newProject();
    const { manager } = newManager(undefined, 2);
    const runs = [
      await manager.start(folder, request('slow', 1000)),
      await manager.start(folder, request('slow', 1000)),
    ];
    for (const { id } of runs) await waitForRun(manager, folder, id, ({ step }) => step > 0);
    await manager.pause(folder, runs[0]?.id ?? '');
    manager.pauseQueue(true);
    manager.pauseQueue(false);
    const statuses = await Promise.all(runs.map(({ id }) => manager.get(folder, id)));
    expect(statuses.map(({ status }) => status)).toEqual(['paused', 'running']);
  });

  it('stops everything, running runs with a checkpoint, and tells of every end', async () => {
    const folder = await newProject();
    const { manager } = newManager();
    const ended: string[] = [];
    const remove = manager.onEnded((_, run) => ended.push(`${run.id} ${run.status}`));
    const first = await manager.start(folder, request('slow', 1000));
    const second = await manager.start(folder, request('fast'));
    await waitForRun(manager, folder, first.id, ({ step }) => step > 2);
    manager.pauseQueue(true);
    await manager.stopAll();
    const run = await manager.whenEnded(folder, first.id);
    expect(run.status).toBe('stopped');
    expect(await latestCheckpoint(runDirectory(folder, first.id))).toBe(run.step);
    expect(ended).toEqual([`${second.id} stopped`, `${first.id} stopped`]);
    expect(manager.queue.get().isPaused).toBe(false);
    remove();
    await manager.retry(folder, second.id);
    expect((await manager.whenEnded(folder, second.id)).status).toBe('finished');
    expect(ended).toHaveLength(2);
  });
});

describe('a run that did not finish', () => {
  it('starts again from its last checkpoint, or from the beginning in the same folder', async () => {
    const folder = await newProject();
    const { manager } = newManager();
    const crashed = await manager.start(folder, request('crash', 30));
    await manager.whenEnded(folder, crashed.id);
    await manager.retry(folder, crashed.id);
    await manager.whenEnded(folder, crashed.id);
    const log = await readLog(runDirectory(folder, crashed.id));
    expect(log.map(({ message }) => message)).toContain(
      'Resumed from the checkpoint of step 10 on a test.',
    );
    const failed = await createRun(folder, { name: 'x', ...request('fast') });
    await writeRun(folder, { ...failed, status: 'failed', failure: 'No data.', pid: null });
    await manager.retry(folder, failed.id);
    const run = await manager.whenEnded(folder, failed.id);
    expect(run).toMatchObject({ id: failed.id, status: 'finished', step: 30, failure: null });
    await expect(manager.retry(folder, failed.id)).rejects.toThrow('is finished: only runs that');
  });
});

describe('a run that is deleted', () => {
  it('is in the trash whole, and is restored as it was', async () => {
    const folder = await newProject();
    const { manager, events } = newManager();
    const { id } = await manager.start(folder, request('fast'));
    const run = await manager.whenEnded(folder, id);
    const trashId = await manager.delete(folder, id);
    expect(await manager.listAll(folder)).toEqual({ items: [], problems: [] });
    expect(await listTrashedRuns(folder)).toMatchObject([{ trashId, runId: id, name: run.name }]);
    expect(await manager.open(folder)).toEqual([]);
    expect(await restoreRun(folder, trashId)).toEqual(run);
    // The lock of whoever deleted it does not hinder.
    await manager.resume(folder, id, { steps: 40 });
    expect(await manager.whenEnded(folder, id)).toMatchObject({ status: 'finished', step: 40 });
    expect(events.filter(({ event }) => event === 'run.deleted')).toHaveLength(1);
  });

  it('is still there where deleting fails', async () => {
    const folder = await newProject();
    const { manager, events } = newManager();
    const { id } = await manager.start(folder, request('slow', 1000));
    await waitForRun(manager, folder, id, ({ step }) => step > 0);
    await expect(manager.delete(folder, id)).rejects.toMatchObject({ kind: 'conflict' });
    expect(events.filter(({ event }) => event === 'run.deleted')).toEqual([]);
  });
});

describe('a run of a study', () => {
  it('has its place from the start, and another one where it is resumed with it', async () => {
    const folder = await newProject();
    const { manager } = newManager();
    const study = { id: 's', values: { 'training.seed': 1 }, rung: 0 };
    const { id } = await manager.start(folder, { ...request('fast'), study });
    expect((await readRun(folder, id)).study).toEqual(study);
    await manager.whenEnded(folder, id);
    await manager.resume(folder, id, { steps: 40, study: { ...study, rung: 1 } });
    expect(await manager.whenEnded(folder, id)).toMatchObject({ step: 40, study: { rung: 1 } });
  });
});
