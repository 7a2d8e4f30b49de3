import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FileLock, tryAcquireLock } from '#files/lock';
import type { MetricPoint } from '#spec/metric-catalogue';
import type { TrainedRun } from '#spec/run';
import type { TrainEvent } from '#spec/train-events';
import type { ProjectFolder } from '#storage/projects';
import { readLog } from '#storage/log';
import { createRun, readTrainedRun, runDirectory } from '#storage/runs';
import { RunRecorder } from '#training/run-recorder';
import { newProject, spirals } from '../storage/helpers';

const environment = {
  workbench: '0',
  node: '20',
  backend: 'cpu',
  tensorflow: null,
  device: 'a test',
  fallbackReason: null,
  platform: 'test',
} as const;

const startedAt = (step: number): TrainEvent => ({
  kind: 'started',
  step,
  seconds: step,
  parameters: 1,
  environment,
});

/** An evaluation, with the metrics in this order. */
function evaluation(step: number, values: Record<string, number>): TrainEvent {
  const points = Object.entries(values).map(([metric, value]): MetricPoint => ({
    metric,
    step,
    seconds: step,
    value,
  }));
  return { kind: 'metrics', step, seconds: step, points };
}

/** Records the events in one attempt at the run, and returns what is on disk then. */
async function record(
  project: ProjectFolder,
  run: TrainedRun,
  events: TrainEvent[],
): Promise<TrainedRun> {
  const lock = await tryAcquireLock(join(runDirectory(project, run.id), 'lock'));
  if (!(lock instanceof FileLock)) throw new Error('the run is locked');
  const recorder = new RunRecorder(project, run, lock, () => undefined, {
    onDiskFull: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  await recorder.begin();
  for (const event of events) recorder.record(event);
  await recorder.end({ status: 'stopped' });
  await lock.release();
  return readTrainedRun(project, run.id, 'be read');
}

describe('RunRecorder', () => {
  it('names the folder where it goes away and another file of it is missed first', async () => {
    const project = await newProject();
    const run = await createRun(project, { name: 'test', modelId: null, spec: spirals() });
    const folder = runDirectory(project, run.id);
    const lock = await tryAcquireLock(join(folder, 'lock'));
    if (!(lock instanceof FileLock)) throw new Error('the run is locked');
    const errors: string[] = [];
    const recorder = new RunRecorder(project, run, lock, () => undefined, {
      onDiskFull: () => undefined,
      onError: (error) => errors.push(String(error)),
    });
    await recorder.begin();
    expect(await recorder.reasonOf('It diverged.')).toBe('It diverged.');
    // The folder is there at the first look, and gone when the lock is looked for.
    vi.spyOn(lock, 'isHeld').mockImplementationOnce(async () => {
      await rename(folder, `${folder}-moved`);
      return false;
    });
    await recorder.update({ name: 'other' });
    expect(errors).toEqual([
      expect.stringMatching(/was renamed, moved or removed while its run was recorded/),
    ]);
    expect(await recorder.reasonOf('It diverged.')).toMatch(/was renamed, moved or removed/);
    await lock.release().catch(() => undefined);
  });

  it('keeps how the run trains with others, until it goes on', async () => {
    const project = await newProject();
    const created = await createRun(project, { name: 'test', modelId: null, spec: spirals() });
    const timing = { members: 4, together: 0.02, oneByOne: 0.03 };
    const run = await record(project, created, [startedAt(0), { kind: 'groupTiming', timing }]);
    expect(run.groupTiming).toEqual(timing);
    // It may be alone then.
    expect((await record(project, run, [startedAt(0)])).groupTiming).toBeUndefined();
  });

  it('keeps each alert once, and drops those after the step from which a run goes on', async () => {
    const project = await newProject();
    const created = await createRun(project, { name: 'test', modelId: null, spec: spirals() });
    const alert = (step: number, message: string): TrainEvent => ({
      kind: 'alert',
      alert: 'noProgress',
      step,
      message,
    });
    const run = await record(project, created, [
      startedAt(0),
      alert(20, 'It stands still.'),
      alert(30, 'It stands still.'),
      alert(40, 'It stands still again.'),
    ]);
    expect(run.alerts).toMatchObject([
      { kind: 'noProgress', step: 20, message: 'It stands still.' },
      { kind: 'noProgress', step: 40, message: 'It stands still again.' },
    ]);
    const log = await readLog(runDirectory(project, run.id));
    expect(log.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'warning: It stands still.',
      'warning: It stands still again.',
    ]);
    const resumed = await record(project, run, [
      startedAt(20),
      alert(40, 'It stands still again.'),
    ]);
    expect(resumed.alerts.map(({ step }) => step)).toEqual([20, 40]);
    expect((await record(project, resumed, [startedAt(0)])).alerts).toEqual([]);
  });

  it('forgets a step that was selected after the checkpoint from which a run goes on', async () => {
    const project = await newProject();
    const created = await createRun(project, { name: 'test', modelId: null, spec: spirals() });
    const run = await record(project, created, [
      startedAt(0),
      evaluation(0, { 'validation/error': 0.9, 'test/error': 0.8 }),
      evaluation(20, { 'test/error': 0.5, 'validation/error': 0.4 }),
      evaluation(40, { 'validation/error': 0.1, 'test/error': 0.3 }),
    ]);
    expect(run.selected).toEqual({
      metric: 'validation/error',
      step: 40,
      value: 0.1,
      values: { 'validation/error': 0.1, 'test/error': 0.3 },
    });

    const resumed = await record(project, run, [startedAt(20)]);
    expect(resumed.selected).toEqual({
      metric: 'validation/error',
      step: 20,
      value: 0.4,
      values: { 'validation/error': 0.4, 'test/error': 0.5 },
    });
    expect(resumed.metrics['validation/error']).toEqual({
      last: 0.4,
      best: 0.4,
      worst: 0.9,
      bestStep: 20,
    });

    const further = await record(project, resumed, [
      startedAt(20),
      evaluation(40, { 'validation/error': 0.6, 'test/error': 0.01 }),
    ]);
    expect(further.selected).toMatchObject({ step: 20, values: { 'test/error': 0.5 } });

    const again = await record(project, further, [startedAt(0)]);
    expect(again.selected).toBeNull();
  });
});
