import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { readLog } from '#storage/log';
import { lastRecordedStep, readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runDirectory } from '#storage/runs';
import { forkLauncher } from '#training/fork-port';
import { isProcessAlive } from '#files/process-identity';
import { latestCheckpoint, newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

const launchWorker = forkLauncher(new URL('../../../src-main/training/worker.ts', import.meta.url));
const request = (steps: number) => ({ spec: spirals('Spirals', steps), modelId: null });

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
    await expect(manager.resume(project, id)).rejects.toThrow('in the hands of another program');
    host.kill('SIGKILL');
    await once(host, 'exit');

    await waitForRun(manager, project, id, ({ status }) => status === 'interrupted');
    expect(isProcessAlive(pid ?? 0, Date.now())).toBe(false);
    const checkpoint = (await latestCheckpoint(runDirectory(project, id))) ?? 0;
    expect(checkpoint).toBeLessThanOrEqual(await lastRecordedStep(runDirectory(project, id)));
    await manager.resume(project, id, { steps: checkpoint + 10 });
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'finished',
      step: checkpoint + 10,
    });
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
