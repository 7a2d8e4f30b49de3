import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainedRunSchema, type TrainedRun } from '#spec/run';
import { listCheckpoints } from '#storage/checkpoints';
import { readLog } from '#storage/log';
import { lastRecordedStep, readMetric } from '#storage/metrics';
import { createRun, readRun, runDirectory, writeRun } from '#storage/runs';
import { latestCheckpoint, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

/** The size and the time of every file. */
async function snapshotFolder(folder: string): Promise<Record<string, readonly number[]>> {
  const files = await readdir(folder, { recursive: true });
  const pairs = files.map(async (name) => {
    const { size, mtimeMs } = await stat(join(folder, name));
    return [name, [size, mtimeMs]] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

const request = (name: string, steps = 30) => ({ spec: spirals(name, steps), modelId: null });

describe('RunManager', () => {
  it('stops runs that were to train together where one of them cannot be started', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const start = { spec: spirals(), modelId: null };
    await expect(
      manager.startTogether(project, [{ start }, { resume: 'gone', changes: {} }]),
    ).rejects.toThrow("There is no run 'gone'");
    const [run, ...others] = await manager.list(project);
    expect(others).toEqual([]);
    expect(await manager.whenEnded(project, run?.id ?? '')).toMatchObject({
      status: 'stopped',
      failure: null,
    });
  });

  it('trains a run to its end and records metrics, summaries, log and environment', async () => {
    const project = await newProject();
    const { manager, events } = newManager();
    const queued = await manager.start(project, {
      ...request('fast'),
      name: 'First',
      method: 'none',
      seed: 7,
      steps: 40,
    });
    expect(queued).toMatchObject({ status: 'queued', name: 'First', method: 'none', seed: 7 });
    expect(queued.spec.training).toMatchObject({ method: 'none', seed: 7, steps: 40 });

    const run = await manager.whenEnded(project, queued.id);
    expect(run).toMatchObject({
      status: 'finished',
      failure: null,
      pid: null,
      step: 40,
      seconds: 0.4,
      parameters: 42,
      environment: { device: 'a test' },
      metrics: { 'train/loss': { last: 1 / 40, best: 1 / 40, bestStep: 40 } },
    });
    expect(trainedRunSchema.parse(run)).toEqual(run);
    expect(await readRun(project, run.id)).toEqual(run);
    const rows = await readMetric(runDirectory(project, run.id), 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: 40 }, (_, index) => index + 1));

    const emittedSteps = events.flatMap(({ event, payload }) =>
      event === 'run.metrics' ? payload.series.flatMap(({ step }) => step) : [],
    );
    expect(emittedSteps).toEqual([...(rows?.step ?? [])]);
    const statuses = events.flatMap(({ event, payload }) =>
      event === 'run.changed' ? [payload.run.status] : [],
    );
    expect([statuses[0], statuses.at(-1)]).toEqual(['queued', 'finished']);
    expect((await readLog(runDirectory(project, run.id))).map(({ message }) => message)).toEqual([
      'Started on a test.',
      'Finished at step 40.',
    ]);
  });

  it('trains runs one after the other, and removes a stopped one from the queue', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const first = await manager.start(project, request('slow', 1000));
    const second = await manager.start(project, request('fast'));
    const third = await manager.start(project, request('fast'));
    await waitForRun(manager, project, first.id, ({ step }) => step > 2);
    expect((await manager.get(project, second.id)).status).toBe('queued');
    await manager.stop(project, second.id);
    expect(await readRun(project, second.id)).toMatchObject({ status: 'stopped', step: 0 });
    await manager.stop(project, first.id);
    expect((await manager.whenEnded(project, first.id)).status).toBe('stopped');
    expect((await manager.whenEnded(project, third.id)).status).toBe('finished');
    // A run that never started starts when resumed.
    await manager.resume(project, second.id);
    expect((await manager.whenEnded(project, second.id)).status).toBe('finished');
  });

  it('trains as many runs at a time as there are slots', async () => {
    const project = await newProject();
    const { manager } = newManager(undefined, 2);
    const runs = await Promise.all([1, 2].map(() => manager.start(project, request('slow', 1000))));
    for (const run of runs) await waitForRun(manager, project, run.id, ({ step }) => step > 0);
    expect((await manager.list(project)).map(({ status }) => status)).toEqual([
      'running',
      'running',
    ]);
  });

  it('pauses and resumes', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('slow', 140));
    await expect(manager.pause(project, id)).rejects.toMatchObject({ kind: 'conflict' });
    await waitForRun(manager, project, id, ({ step }) => step >= 3);
    await manager.pause(project, id);
    await waitForRun(manager, project, id, ({ status }) => status === 'paused');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { step } = await manager.get(project, id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await manager.get(project, id)).step).toBe(step);
    await manager.resume(project, id);
    await expect(manager.resume(project, id)).rejects.toThrow('running already');
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'finished', step: 140 });
  });

  it('stops with a checkpoint, even while paused, and resumes from it with more steps', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('slow', 135));
    await waitForRun(manager, project, id, ({ step }) => step >= 12);
    await manager.pause(project, id);
    await manager.stop(project, id);
    const stopped = await manager.whenEnded(project, id);
    expect(stopped.status).toBe('stopped');
    expect(await latestCheckpoint(runDirectory(project, id))).toBe(stopped.step);

    // Another program opens the same folder.
    const { manager: next } = newManager();
    expect(await next.open(project)).toEqual([]);
    await expect(next.resume(project, id, { steps: 5 })).rejects.toMatchObject({
      kind: 'validation',
    });
    await next.resume(project, id);
    expect(await next.whenEnded(project, id)).toMatchObject({ status: 'finished', step: 135 });
    await expect(next.resume(project, id)).rejects.toMatchObject({ kind: 'conflict' });
    await next.resume(project, id, { steps: 145 });
    const run = await next.whenEnded(project, id);
    expect(run).toMatchObject({ status: 'finished', step: 145, started: stopped.started });
    const rows = await readMetric(runDirectory(project, id), 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: 145 }, (_, index) => index + 1));
  });

  it('marks a run whose process crashes as failed, with the reason, and resumes it', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('crash', 30));
    const crashed = await manager.whenEnded(project, id);
    expect(crashed).toMatchObject({
      status: 'failed',
      failure: 'The training process crashed in native code (SIGSEGV).',
      pid: null,
    });
    // The checkpoint is of step 10: the points after it are dropped and measured again.
    await manager.resume(project, id);
    const again = await manager.whenEnded(project, id);
    expect(again.failure).toContain('SIGSEGV');
    const rows = await readMetric(runDirectory(project, id), 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: 15 }, (_, index) => index + 1));
    const log = await readLog(runDirectory(project, id));
    expect(log.map(({ message }) => message)).toContain(
      'Resumed from the checkpoint of step 10 on a test.',
    );
  });

  it('keeps where a run was trained before it went on in another environment, and says so', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('fast', 20));
    const first = trainedRunSchema.parse(await manager.whenEnded(project, id));
    if (!first.environment) throw new Error('no environment');
    const environment = { ...first.environment, backend: 'wasm' as const, device: 'another' };
    await writeRun(project, { ...first, environment });
    await manager.resume(project, id, { steps: 40 });
    const run = await manager.whenEnded(project, id);
    expect(run).toMatchObject({
      environment: first.environment,
      earlierEnvironments: [{ untilStep: 20, environment }],
    });
    expect(await readRun(project, id)).toEqual(run);
    await manager.resume(project, id, { steps: 50 });
    expect(await manager.whenEnded(project, id)).toMatchObject({
      earlierEnvironments: [{ untilStep: 20, environment }],
    });
    const log = await readLog(runDirectory(project, id));
    expect(log.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
      "From step 20 on the run is trained in another environment than before: device 'a test' instead of 'another', backend 'cpu' instead of 'wasm'.",
    ]);
  });

  it('reports why a run cannot start, and the last error line of a process that exits', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const failed = await manager.start(project, request('fail'));
    const exited = await manager.start(project, request('exit'));
    expect(await manager.whenEnded(project, failed.id)).toMatchObject({
      status: 'failed',
      failure: 'There is no data set here.',
    });
    expect(await manager.whenEnded(project, exited.id)).toMatchObject({
      status: 'failed',
      failure: 'The training process ended by itself with status 7: Out of luck.',
    });
  });

  it('fails a run whose process cannot be started', async () => {
    const project = await newProject();
    const { manager } = newManager(() => {
      throw new Error('no processes left');
    });
    const { id } = await manager.start(project, request('fast'));
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'failed',
      failure: 'no processes left',
    });
  });

  it('kills a process that ignores the request to stop', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('unresponsive', 100_000));
    await waitForRun(manager, project, id, ({ step }) => step > 0);
    await manager.stop(project, id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await manager.get(project, id)).status).toBe('running');
    await manager.kill(project, id);
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'interrupted' });
  });

  it('ends running and queued runs on shutdown, and starts no new ones', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const first = await manager.start(project, request('slow', 1000));
    const second = await manager.start(project, request('slow', 1000));
    await waitForRun(manager, project, first.id, ({ step }) => step > 0);
    await manager.shutdown();
    expect((await readRun(project, first.id)).status).toBe('stopped');
    expect((await readRun(project, second.id)).status).toBe('interrupted');
    await expect(manager.start(project, request('fast'))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it.each(['start', 'startTogether', 'resume'] as const)(
    'waits on shutdown for a %s that is under way, and ends its runs',
    async (way) => {
      const project = await newProject();
      const { manager } = newManager();
      const ended = await manager.start(project, request('slow', 1000));
      await manager.stop(project, ended.id);
      await manager.whenEnded(project, ended.id);
      const start = request('slow', 1000);
      const begun: Promise<unknown> = {
        start: () => manager.start(project, start),
        startTogether: () => manager.startTogether(project, [{ start }, { start }]),
        resume: () => manager.resume(project, ended.id),
      }[way]();
      const settled = begun.catch((error: unknown) => error);
      await manager.shutdown();
      const folder = join(project.directory, 'runs');
      const after = await snapshotFolder(folder);
      expect(manager.activeRuns()).toEqual([]);
      await settled;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await snapshotFolder(folder)).toEqual(after);
      for (const run of await manager.list(project))
        expect(run.status).toMatch(/^(stopped|interrupted)$/);
    },
  );

  it('interrupts runs whose process is gone, and leaves those of another living process alone', async () => {
    const project = await newProject();
    const make = async (pid: number) => {
      const run = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
      await writeRun(project, { ...run, status: 'running', pid });
      return run.id;
    };
    // The parent of this process is running; no process has an id this large.
    const foreign = await make(process.ppid);
    const lost = await make(2 ** 30);
    const { manager } = newManager();
    await manager.open(project);
    expect(await readRun(project, lost)).toMatchObject({ status: 'interrupted', pid: null });
    expect(await readRun(project, foreign)).toMatchObject({ status: 'running' });
    for (const attempt of [
      () => manager.resume(project, foreign),
      () => manager.stop(project, foreign),
      () => manager.delete(project, foreign),
      () => manager.update(project, foreign, { notes: 'x' }),
    ])
      await expect(attempt()).rejects.toMatchObject({
        kind: 'conflict',
        message: expect.stringContaining('another program'),
      });
  });

  it('changes name, notes and tags, even while the run is training', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('slow', 1000));
    await waitForRun(manager, project, id, ({ step }) => step > 0);
    await manager.update(project, id, { notes: 'looks good' });
    await expect(manager.delete(project, id)).rejects.toThrow('stop it first');
    await manager.stop(project, id);
    await manager.whenEnded(project, id);
    await manager.update(project, id, { name: 'Renamed', tags: ['a'], notes: undefined });
    expect(await readRun(project, id)).toMatchObject({
      name: 'Renamed',
      notes: 'looks good',
      tags: ['a'],
    });
    await manager.delete(project, id);
    expect(await manager.list(project)).toEqual([]);
  });

  it('opens a project with a damaged run, reports it, and can delete it', async () => {
    const project = await newProject();
    const run = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
    const path = join(runDirectory(project, run.id), 'run.json');
    await writeFile(path, '{');
    const { manager } = newManager();
    expect(await manager.open(project)).toEqual([
      { path: runDirectory(project, run.id), message: expect.stringContaining('damaged') },
    ]);
    expect(await readFile(path, 'utf8')).toBe('{');
    await manager.delete(project, run.id);
    expect(await manager.open(project)).toEqual([]);
  });

  it('fails a run and ends its process when its folder cannot be written any more', async () => {
    const project = await newProject();
    const { manager, events } = newManager();
    const { id } = await manager.start(project, request('slow', 1000));
    const { pid } = await waitForRun(manager, project, id, ({ step }) => step > 0);
    const path = join(runDirectory(project, id), 'run.json');
    await rm(path);
    await mkdir(path);
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'failed' });
    const last = events.findLast(({ event }) => event === 'run.changed');
    expect(last?.payload).toMatchObject({
      run: { status: 'failed', failure: expect.stringContaining('could not be recorded') },
    });
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
  });

  it('has the curves on disk before a checkpoint is saved', async () => {
    const project = await newProject();
    const { manager } = newManager();
    // The fake process dies right after a checkpoint: nothing that it sent may be missing then.
    const { id } = await manager.start(project, request('crash', 30));
    await manager.whenEnded(project, id);
    const directory = runDirectory(project, id);
    expect(await latestCheckpoint(directory)).toBe(10);
    expect(await lastRecordedStep(directory)).toBeGreaterThanOrEqual(10);
  });

  it('starts after the last checkpoint that the curves reach, and removes the others', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('fast', 30));
    await manager.whenEnded(project, id);
    const directory = runDirectory(project, id);
    // As an earlier version left it when it was killed: a checkpoint of step 30, rows to step 24.
    await truncate(join(directory, 'metrics', '0.f64'), 24 * 24);
    await manager.resume(project, id, { steps: 35 });
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'finished', step: 35 });
    const rows = await readMetric(directory, 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: 35 }, (_, index) => index + 1));
    expect((await readLog(directory)).map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'The curves end at step 24, before the checkpoint of step 30: the run goes on from step 20.',
        'Resumed from the checkpoint of step 20 on a test.',
      ]),
    );
  });

  it('resumes from a chosen checkpoint, also a finished run, and drops what came after it', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('fast', 30));
    await manager.whenEnded(project, id);
    await expect(manager.resume(project, id, { from: 15 })).rejects.toThrow(
      'The run has no checkpoint of step 15: it has 0, 10, 20, 30.',
    );
    expect(await readRun(project, id)).toMatchObject({ status: 'finished', step: 30 });
    await manager.resume(project, id, { from: 10, steps: 15 });
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'finished', step: 15 });
    const directory = runDirectory(project, id);
    expect((await listCheckpoints(directory)).map(({ step }) => step)).toEqual([0, 10, 15]);
    expect(await lastRecordedStep(directory)).toBe(15);
  });

  it('leaves a run as it was where an attempt to resume it does not start', async () => {
    const project = await newProject();
    const { manager, events } = newManager();
    const { id } = await manager.start(project, request('fail later', 30));
    const finished = await manager.whenEnded(project, id);
    expect(finished.status).toBe('finished');
    await manager.resume(project, id, { steps: 60 });
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'finished',
      failure: 'There is no data set here.',
    });
    expect(await readRun(project, id)).toEqual(finished);
    expect(await lastRecordedStep(runDirectory(project, id))).toBe(30);
    expect(events).toContainEqual({
      event: 'run.resumeFailed',
      payload: {
        projectId: project.id,
        runId: id,
        message: 'There is no data set here.',
        isOtherData: false,
      },
    });
  });

  it('leaves a run as it was where an attempt to resume it does not leave the queue', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('fast', 30));
    const finished = await manager.whenEnded(project, id);
    const other = await manager.start(project, request('slow', 1000));
    await manager.resume(project, id, { steps: 60 });
    // While it waits, it has the values that it has recorded.
    expect(await readRun(project, id)).toMatchObject({
      status: 'queued',
      metrics: finished.metrics,
    });
    await manager.stop(project, id);
    expect(await readRun(project, id)).toEqual(finished);
    await manager.kill(project, other.id);
  });

  it.each(['renames', 'deletes'])('%s a run at the moment that it is seen to end', async (what) => {
    const project = await newProject();
    const changes: Promise<unknown>[] = [];
    const { manager } = newManager(undefined, 1, (event, payload) => {
      if (event !== 'run.changed' || changes.length > 0) return;
      const { run } = payload as { run: TrainedRun };
      if (run.status !== 'finished') return;
      changes.push(
        what === 'deletes'
          ? manager.delete(project, run.id)
          : manager.update(project, run.id, { name: 'Best' }),
      );
    });
    const { id } = await manager.start(project, request('fast', 20));
    await manager.whenEnded(project, id);
    expect(changes).toHaveLength(1);
    await Promise.all(changes);
    if (what === 'deletes') await expect(readRun(project, id)).rejects.toThrow('There is no run');
    else expect(await readRun(project, id)).toMatchObject({ name: 'Best', status: 'finished' });
  });

  it('records the step at which training diverged, with every value before it', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('diverge', 100));
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'failed',
      failedStep: 25,
      step: 24,
      failure: 'The loss is NaN at step 25.',
    });
    expect(await lastRecordedStep(runDirectory(project, id))).toBe(24);
  });

  it.each(['project', 'run'])(
    'stops with a sentence where the folder of the %s is moved, and makes no new one',
    async (which) => {
      const project = await newProject();
      const { manager } = newManager();
      const { id } = await manager.start(project, request('slow', 1000));
      await waitForRun(manager, project, id, ({ step }) => step > 2);
      const folder = which === 'run' ? runDirectory(project, id) : project.directory;
      await rename(folder, `${folder}-moved`);
      const run = await manager.whenEnded(project, id);
      expect(run.status).toBe('failed');
      // A write that was under way when the folder was moved says it without the rest of the sentence.
      expect(run.failure).toContain('was renamed, moved or removed');
      await expect(stat(folder)).rejects.toThrow('ENOENT');

      await rename(`${folder}-moved`, folder);
      const { manager: next } = newManager();
      await next.open(project);
      expect(await next.get(project, id)).toMatchObject({ status: 'interrupted', pid: null });
      const step = (await latestCheckpoint(runDirectory(project, id))) ?? 0;
      await next.resume(project, id, { steps: step + 5 });
      expect((await next.whenEnded(project, id)).status).toBe('finished');
    },
  );

  it('lets one of two programs resume a run', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('slow', 1000));
    await waitForRun(manager, project, id, ({ step }) => step > 2);
    await manager.stop(project, id);
    await manager.whenEnded(project, id);
    const others = [newManager().manager, newManager().manager];
    const results = await Promise.allSettled(others.map((other) => other.resume(project, id)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const failed = results.find((result) => result.status === 'rejected');
    expect(String(failed?.reason)).toContain('at work in this program already');
    const owner = others[results.findIndex(({ status }) => status === 'fulfilled')];
    await owner?.stop(project, id);
    const run = await owner?.whenEnded(project, id);
    expect(run).toMatchObject({ status: 'stopped', failure: null });
    const rows = await readMetric(runDirectory(project, id), 'train/loss');
    expect(rows?.step).toEqual(Float64Array.from({ length: run?.step ?? 0 }, (_, row) => row + 1));
  });

  it('stops a run whose lock was taken by another program', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, request('slow', 1000));
    await waitForRun(manager, project, id, ({ step }) => step > 2);
    const lock = join(runDirectory(project, id), 'lock');
    await writeFile(`${lock}.new`, '{"pid":1,"host":"elsewhere"}');
    await rename(`${lock}.new`, lock);
    const run = await manager.whenEnded(project, id);
    expect(run.status).toBe('failed');
    expect(run.failure).toContain(`The lock file '${lock}' was removed or replaced`);
    expect(await readFile(lock, 'utf8')).toBe('{"pid":1,"host":"elsewhere"}');
    // The other owner is named, and how to get the run back.
    await expect(newManager().manager.resume(project, id)).rejects.toThrow(
      `process 1 on 'elsewhere' (this computer cannot tell whether it still runs: if it does not, delete '${lock}')`,
    );
  });

  it('lists a run whose program is gone as interrupted where nothing can be written', async () => {
    const project = await newProject();
    const run = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
    await writeRun(project, { ...run, status: 'running', pid: 2 ** 30 });
    // A folder in the place of the lock file refuses it, as a full disk does.
    await mkdir(join(runDirectory(project, run.id), 'lock'));
    const { manager } = newManager();
    expect(await manager.open(project)).toEqual([]);
    expect((await manager.list(project)).map(({ status }) => status)).toEqual(['interrupted']);
  });
});
