import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { inspectRequestSchema } from '#spec/inspect';
import { readLog } from '#storage/log';
import { lastRecordedStep, readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runDirectory } from '#storage/runs';
import { CheckpointEvaluations } from '#training/checkpoint-evaluations';
import { forkLauncher } from '#training/fork-port';
import { isProcessAlive } from '#files/process-identity';
import { latestCheckpoint, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

const launchWorker = forkLauncher(new URL('../../../src-main/training/worker.ts', import.meta.url));
const request = (steps: number) => ({ spec: spirals('Spirals', steps), modelId: null });

/** A small recurrent model that predicts the next character of the text file. */
function textModel(train: string, steps: number): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'Text',
    model: {
      nodes: {
        symbol: { kind: 'input', field: 'symbol' },
        core: { kind: 'lstm', units: 4 },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'next' },
      },
      edges: [
        { from: 'symbol', to: 'core' },
        { from: 'core', to: 'core', delay: 1 },
        { from: 'core', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'text', train, resetEvery: 0 },
    training: {
      steps,
      batch: 4,
      unroll: 2,
      optimizer: { kind: 'sgd', rate: 0.1 },
      evaluateEvery: 20,
      checkpointEvery: 20,
    },
  });
}

async function readLosses(project: ProjectFolder, runId: string): Promise<number[]> {
  return [...((await readMetric(runDirectory(project, runId), 'train/loss'))?.value ?? [])];
}

describe('worker', () => {
  it('lowers its priority below that of windows and other programs', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const { id } = await manager.start(project, request(1_000_000));
    const { pid } = await waitForRun(manager, project, id, ({ step }) => step > 0);
    expect(getPriority(pid ?? 0)).toBeGreaterThanOrEqual(5);
    await manager.stop(project, id);
    await manager.whenEnded(project, id);
  });

  it('gives the same losses when stopped and resumed by another program as when never stopped', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const { id } = await manager.start(project, request(100_000));
    await waitForRun(manager, project, id, ({ step }) => step > 10);
    await manager.pause(project, id);
    await manager.resume(project, id);
    await manager.stop(project, id);
    const stopped = await manager.whenEnded(project, id);
    expect(stopped).toMatchObject({ status: 'stopped', failure: null });
    expect(await latestCheckpoint(runDirectory(project, id))).toBe(stopped.step);

    const { manager: next } = newManager(launchWorker);
    await next.open(project);
    const steps = stopped.step + 25;
    await next.resume(project, id, { steps });
    const resumed = await next.whenEnded(project, id);
    expect(resumed).toMatchObject({ status: 'finished', failure: null, step: steps });
    expect(Object.keys(resumed.metrics)).toEqual(
      expect.arrayContaining(['train/loss', 'test/error', 'interface/hidden->logits/cosine']),
    );

    const uninterrupted = await next.start(project, request(steps));
    await next.whenEnded(project, uninterrupted.id);
    const expected = await readLosses(project, uninterrupted.id);
    expect(expected).toHaveLength(steps);
    expect(await readLosses(project, id)).toEqual(expected);
  });

  it('refuses to go on with another text of the same length, unless it is told to', async () => {
    const project = await newProject();
    const { manager, events } = newManager(launchWorker);
    const path = join(project.directory, 'text.txt');
    await writeFile(path, 'abcd'.repeat(500));
    const spec = textModel(path, 20);
    const { id } = await manager.start(project, { spec, modelId: null });
    const finished = await manager.whenEnded(project, id);
    expect(finished).toMatchObject({ status: 'finished', failure: null });
    const checksum = (text: string) => createHash('sha256').update(text).digest('hex');
    const [before, after] = ['abcd', 'dbca'].map((text) => ({
      name: path,
      sha256: checksum(text.repeat(500)),
    }));
    expect(finished.data).toEqual([{ fromStep: 0, files: [before] }]);

    await writeFile(path, 'dbca'.repeat(500));
    await manager.resume(project, id, { steps: 40 });
    const refused = await manager.whenEnded(project, id);
    expect(refused.failure).toMatch(/^The data of the task are not what the run was trained on: /);
    expect(await readRun(project, id)).toEqual(finished);
    expect(events.findLast(({ event }) => event === 'run.resumeFailed')?.payload).toMatchObject({
      runId: id,
      isOtherData: true,
    });
    await expect(
      manager.inspect(project, id, inspectRequestSchema.parse({ kind: 'sample', length: 5 })),
    ).rejects.toThrow('not what the run was trained on');
    const evaluations = new CheckpointEvaluations({
      launch: launchWorker,
      resources: '',
      emit: () => undefined,
    });
    await expect(
      evaluations.evaluate(project, finished, 20, { part: 'train', examples: 64 }),
    ).rejects.toThrow(/not what the run was trained on: .* Bring the former data back\.$/);

    await manager.resume(project, id, { steps: 40, acceptOtherData: true });
    const resumed = await manager.whenEnded(project, id);
    expect(resumed).toMatchObject({ status: 'finished', failure: null, step: 40 });
    expect(resumed.data).toEqual([
      { fromStep: 0, files: [before] },
      { fromStep: 20, files: [after] },
    ]);
    expect((await readLog(runDirectory(project, id))).map(({ message }) => message)).toContain(
      'From step 20 on the run trains on other data than before.',
    );
    // The other data are those of its last checkpoint now.
    await manager.resume(project, id, { steps: 50 });
    expect(await manager.whenEnded(project, id)).toMatchObject({ step: 50, failure: null });
  });

  it('leaves its run interrupted, with the reason, when killed, and the next run trains', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const { id } = await manager.start(project, request(1_000_000));
    const after = await manager.start(project, request(20));
    const { pid } = await waitForRun(manager, project, id, ({ step }) => step > 30);
    process.kill(pid ?? 0, 'SIGKILL');
    const run = await manager.whenEnded(project, id);
    expect(run).toMatchObject({ status: 'interrupted', pid: null });
    expect(run.failure).toContain('was killed (SIGKILL)');
    expect(await latestCheckpoint(runDirectory(project, id))).toBeGreaterThanOrEqual(20);
    const levels = (await readLog(runDirectory(project, id))).map(({ level }) => level);
    expect(levels.slice(-2)).toEqual(['error', 'info']);
    expect((await manager.whenEnded(project, after.id)).status).toBe('finished');
    await manager.resume(project, id, { steps: run.step + 10 });
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'finished',
      failure: null,
      step: run.step + 10,
    });
  });

  it('exits when the program is killed, and saves nothing that nobody records', async () => {
    const project = await newProject();
    const tsx = import.meta.resolve('tsx');
    const host = fork(new URL('./fixtures/host.ts', import.meta.url), [project.directory], {
      execArgv: ['--import', tsx],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const [line] = (await once(host.stdout ?? host, 'data')) as [Buffer];
    const id = line.toString().trim();
    const { manager } = newManager(launchWorker);
    const { pid } = await waitForRun(manager, project, id, ({ step }) => step > 10);
    await expect(manager.resume(project, id)).rejects.toThrow('managed by another program');
    host.kill('SIGKILL');
    await once(host, 'exit');

    const interrupted = await waitForRun(
      manager,
      project,
      id,
      ({ status }) => status === 'interrupted',
    );
    expect(isProcessAlive(pid ?? 0, Date.now())).toBe(false);
    const checkpoint = (await latestCheckpoint(runDirectory(project, id))) ?? 0;
    expect(checkpoint).toBeLessThanOrEqual(await lastRecordedStep(runDirectory(project, id)));
    const steps = Math.max(interrupted.step, checkpoint) + 10;
    await manager.resume(project, id, { steps });
    expect(await manager.whenEnded(project, id)).toMatchObject({ status: 'finished', step: steps });
  });

  it('records every loss before the step at which training diverges', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const spec = spirals('Diverges', 50);
    // The weights after the first update are so large that the second loss is not finite.
    spec.training.optimizer = { ...spec.training.optimizer, rate: 1e30 };
    const { id } = await manager.start(project, { spec, modelId: null });
    const run = await manager.whenEnded(project, id);
    expect(run).toMatchObject({ status: 'failed', failure: expect.stringContaining('diverged') });
    expect(run.failedStep).toBeGreaterThan(1);
    const losses = await readLosses(project, id);
    expect(losses).toHaveLength((run.failedStep ?? 0) - 1);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it('reports in one sentence why a run cannot start', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const spec: Experiment = { ...spirals(), task: { kind: 'dataset', dataset: 'nowhere' } };
    const { id } = await manager.start(project, { spec, modelId: null });
    await manager.whenEnded(project, id);
    const run = await readRun(project, id);
    expect(run).toMatchObject({ status: 'failed', step: 0 });
    expect(run.failure).toContain('nowhere');
    expect(run.failure).not.toContain('    at ');
  });
});
