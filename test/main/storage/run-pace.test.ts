import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { appendLog } from '#storage/log';
import { MetricWriter } from '#storage/metrics';
import { readPace } from '#storage/run-pace';
import { createRun, runDirectory } from '#storage/runs';
import { newProject, spirals } from './helpers';

/** A run whose steps are at these seconds of training, launched three seconds before its first entry in the log. */
async function trained(seconds: readonly number[], changes: Partial<TrainedRun> = {}) {
  const project = await newProject();
  const created = await createRun(project, { name: 'A', modelId: 'a', spec: spirals() });
  const directory = runDirectory(project, created.id);
  const writer = await MetricWriter.open(directory);
  writer.append(
    seconds.map((at, index) => ({ metric: 'train/loss', step: index + 1, seconds: at, value: 1 })),
  );
  await writer.flush(true);
  await writer.close();
  await appendLog(directory, {
    time: '2026-11-29T08:00:03.000Z',
    level: 'info',
    message: 'Started.',
  });
  const summary = { last: 1, best: 1, bestStep: 1 };
  const run: TrainedRun = {
    ...created,
    status: 'finished',
    started: '2026-11-29T08:00:00.000Z',
    step: seconds.length,
    seconds: seconds[seconds.length - 1] ?? 0,
    metrics: { 'train/loss': summary },
    ...changes,
  };
  return readPace(project, run);
}

/** The first step takes two seconds, each of the others a hundredth. */
const steps = (count: number) => Array.from({ length: count }, (_, index) => 2 + 0.01 * index);

it('tells the start and the steps of a run apart', async () => {
  const pace = await trained(steps(100));
  expect(pace?.secondsPerStep).toBeCloseTo(0.01, 9);
  // Three seconds until the process trained, and 1.99 more in the first step than in another.
  expect(pace?.launchSeconds).toBe(3);
  expect(pace?.startSeconds).toBeCloseTo(1.99, 6);
});

it('says the same of a run that still trains, and whose step is ahead of its curves', async () => {
  const pace = await trained(steps(60), { step: 64, status: 'running' });
  expect(pace?.secondsPerStep).toBeCloseTo(0.01, 9);
});

it('is that of the environment in which a run trains now', async () => {
  // A tenth of a second for each of 60 steps, and a hundredth for each of the 60 after them.
  const seconds = Array.from({ length: 120 }, (_, index) =>
    index < 60 ? 0.1 * index : 6 + 0.01 * (index - 60),
  );
  const environment = { device: 'CPU (WebAssembly)' } as NonNullable<TrainedRun['environment']>;
  const pace = await trained(seconds, { earlierEnvironments: [{ untilStep: 60, environment }] });
  expect(pace?.secondsPerStep).toBeCloseTo(0.01, 9);
  // Three seconds until the process trained: the steps before are no start.
  expect(pace?.launchSeconds).toBe(3);
  expect(pace?.startSeconds).toBe(0);
});

it.each<[string, number, Partial<TrainedRun>]>([
  ['a run of a few steps', 3, {}],
  ['a run without curves', 100, { metrics: {} }],
  [
    'a run of another machine',
    100,
    { environment: { host: `not-${hostname()}` } as TrainedRun['environment'] },
  ],
])('is not known of %s', async (_, count, changes) => {
  expect(await trained(steps(count), changes)).toBeNull();
});
