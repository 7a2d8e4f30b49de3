import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { optimizerSchema } from '#spec/optimizer';
import { isTrained, type TrainedRun } from '#spec/run';
import { readLog } from '#storage/log';
import { readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runDirectory } from '#storage/runs';
import { forkLauncher } from '#training/fork-port';
import type { RunManager } from '#training/run-manager';
import { distance } from '../tensorflow/native';
import { latestCheckpoint, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

const launchWorker = forkLauncher(new URL('../../../src-main/training/worker.ts', import.meta.url));
const forever = 10_000_000;

/** Plain gradient descent, whose rounding errors do not grow; with the rate 1e30 it diverges at once. */
function spec(seed: number, steps: number, rate = 0.05): Experiment {
  const { training, ...others } = spirals('Spirals', steps);
  const optimizer = optimizerSchema.parse({ kind: 'sgd', rate });
  return { ...others, training: { ...training, seed, optimizer } };
}

const startOf = (seed: number, steps: number, rate?: number) => ({
  start: { spec: spec(seed, steps, rate), modelId: null },
});

async function losses(project: ProjectFolder, { id }: TrainedRun): Promise<number[]> {
  return [...((await readMetric(runDirectory(project, id), 'train/loss'))?.value ?? [])];
}

async function endsOf(
  manager: RunManager,
  project: ProjectFolder,
  runs: readonly TrainedRun[],
): Promise<TrainedRun[]> {
  return Promise.all(
    runs.map(async ({ id }) => {
      const run = await manager.whenEnded(project, id);
      if (!isTrained(run)) throw new Error('a run that was not trained');
      return run;
    }),
  );
}

async function messages(project: ProjectFolder, { id }: TrainedRun): Promise<string[]> {
  return (await readLog(runDirectory(project, id))).map(({ message }) => message);
}

describe('runs that train together', () => {
  it('have the curves of runs that train alone, each in a folder of its own', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const seeds = [1, 2, 3];
    const started = await manager.startTogether(
      project,
      seeds.map((seed) => startOf(seed, 60)),
    );
    const pids = new Set<number | null>();
    for (const { id } of started)
      pids.add((await waitForRun(manager, project, id, ({ status }) => status !== 'queued')).pid);
    const ended = await endsOf(manager, project, started);
    for (const run of ended) {
      expect(run).toMatchObject({ status: 'finished', failure: null, step: 60 });
      expect(run.environment?.together).toBe(3);
      expect(run.groupTiming?.members).toBe(3);
      expect(await latestCheckpoint(runDirectory(project, run.id))).toBe(60);
      expect((await messages(project, run)).join('\n')).toMatch(
        /Trains (together|in one process) with 2 other runs/,
      );
    }
    expect(pids.size).toBe(1);
    for (const [index, seed] of seeds.entries()) {
      const alone = await manager.start(project, startOf(seed, 60).start);
      const [whole] = await endsOf(manager, project, [alone]);
      expect(whole?.environment?.together).toBeUndefined();
      const [together, expected] = [
        await losses(project, ended[index] as TrainedRun),
        await losses(project, alone),
      ];
      expect(expected).toHaveLength(60);
      expect(distance(together, expected)).toBeLessThan(1e-3);
    }
  });

  it('go on where one diverges, is stopped, is paused, or never starts', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const [diverging, stopped, paused, left, other] = (await manager.startTogether(project, [
      startOf(1, forever, 1e30),
      startOf(2, forever),
      startOf(3, forever),
      startOf(4, forever),
      startOf(5, forever),
    ])) as [TrainedRun, TrainedRun, TrainedRun, TrainedRun, TrainedRun];
    await manager.stop(project, left.id);
    const [failed] = await endsOf(manager, project, [diverging]);
    expect(failed).toMatchObject({ status: 'failed', failedStep: expect.any(Number) as number });
    await waitForRun(manager, project, paused.id, ({ step }) => step > 20);
    await manager.pause(project, paused.id);
    await manager.stop(project, stopped.id);
    const [end] = await endsOf(manager, project, [stopped]);
    expect(end).toMatchObject({ status: 'stopped', failure: null });
    expect(await latestCheckpoint(runDirectory(project, stopped.id))).toBe(end?.step);
    const { step } = await manager.get(project, other.id);
    await waitForRun(manager, project, other.id, (run) => run.step > step + 20);
    const during = await manager.get(project, paused.id);
    expect(during.status).toBe('paused');
    await manager.resume(project, paused.id);
    await waitForRun(manager, project, paused.id, (run) => run.step > during.step + 20);
    await manager.kill(project, paused.id);
    const [killed] = await endsOf(manager, project, [paused]);
    expect(killed).toMatchObject({ status: 'interrupted', failure: null });
    const last = await manager.get(project, other.id);
    await waitForRun(manager, project, other.id, (run) => run.step > last.step + 20);
    await manager.stop(project, other.id);
    expect(await endsOf(manager, project, [other, left])).toMatchObject([
      { status: 'stopped', failure: null },
      { status: 'stopped', failure: null },
    ]);
  });

  it('are resumed together or alone after their process was killed, with every row once', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const steps = 400;
    const started = await manager.startTogether(project, [startOf(1, steps), startOf(2, steps)]);
    const [first] = started as [TrainedRun];
    const { pid } = await waitForRun(manager, project, first.id, ({ step }) => step > 100);
    process.kill(pid ?? 0, 'SIGKILL');
    const broken = await endsOf(manager, project, started);
    expect(broken.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
    const resumed = await manager.startTogether(
      project,
      broken.map(({ id }) => ({ resume: id, changes: {} })),
    );
    for (const run of await endsOf(manager, project, resumed)) {
      expect(run).toMatchObject({ status: 'finished', failure: null, step: steps });
      expect(await losses(project, run)).toHaveLength(steps);
    }
    await manager.resume(project, first.id, { steps: steps + 50 });
    await endsOf(manager, project, [first]);
    expect(await readRun(project, first.id)).toMatchObject({ status: 'finished', step: 450 });
    expect(await losses(project, first)).toHaveLength(450);
  });
});
