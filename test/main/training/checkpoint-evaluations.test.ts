import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { EvaluationRequest } from '#spec/evaluation';
import { readEvaluations } from '#storage/evaluations';
import { readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { readRun, runDirectory } from '#storage/runs';
import { CheckpointEvaluations } from '#training/checkpoint-evaluations';
import { forkLauncher } from '#training/fork-port';
import type { LaunchWorker } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';
import { newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

const launchWorker = forkLauncher(new URL('../../../src-main/training/worker.ts', import.meta.url));

const opened: CheckpointEvaluations[] = [];
afterEach(async () => {
  for (const evaluations of opened.splice(0)) await evaluations.close();
});

function newEvaluations(
  launch: LaunchWorker,
  cores?: () => number,
): {
  evaluations: CheckpointEvaluations;
  events: WorkbenchEvent[];
} {
  const events: WorkbenchEvent[] = [];
  const emit = (event: string, payload: unknown): void =>
    void events.push({ event, payload } as WorkbenchEvent);
  const resources = new URL('../../../resources', import.meta.url).pathname;
  const evaluations = new CheckpointEvaluations({ launch, resources, emit }, cores);
  opened.push(evaluations);
  return { evaluations, events };
}

/** The value that the run itself has recorded at a step. */
async function recordedAt(
  project: ProjectFolder,
  runId: string,
  metric: string,
  step: number,
): Promise<number | undefined> {
  const rows = await readMetric(runDirectory(project, runId), metric);
  return rows?.value[rows.step.indexOf(step)];
}

describe('evaluating a checkpoint in a worker process', () => {
  it('gives the numbers of the run, which goes on training, and changes nothing of it', async () => {
    const project = await newProject();
    const { manager } = newManager(launchWorker);
    const spec = spirals('Spirals', 1_000_000);
    const { id } = await manager.start(project, { spec, modelId: null });
    const training = await waitForRun(manager, project, id, ({ step }) => step > 25);
    const { evaluations } = newEvaluations(launchWorker);
    const test = await evaluations.evaluate(project, training, 20, { part: 'test' });
    expect(test.isWhole).toBe(true);
    for (const metric of ['test/loss', 'test/error'])
      expect(test.values[metric]).toBe(await recordedAt(project, id, metric, 20));
    expect(await manager.get(project, id)).toMatchObject({ status: 'running' });
    await manager.stop(project, id);
    const run = await manager.whenEnded(project, id);

    const path = join(runDirectory(project, id), 'run.json');
    const before = await readFile(path, 'utf8');
    const request: EvaluationRequest = { part: 'train', examples: 100 };
    const some = await evaluations.evaluate(project, run, 20, request);
    expect(some).toMatchObject({ part: 'train', examples: 100, isWhole: false });
    const kept = await readEvaluations(runDirectory(project, id), 20);
    expect(kept.map((one) => ({ ...one, notKept: null }))).toEqual([test, some]);
    expect(await readFile(path, 'utf8')).toBe(before);

    const weights = join(runDirectory(project, id), 'checkpoints', '20', 'weights.safetensors');
    await writeFile(weights, 'no weights');
    await expect(evaluations.evaluate(project, run, 20, { part: 'test' })).rejects.toThrow(
      /is damaged: its content does not have the checksum/,
    );
    await expect(evaluations.evaluate(project, run, 7, { part: 'test' })).rejects.toThrow(
      'has no checkpoint of step 7; it has 0, 20',
    );
  });
});

/** A worker that answers when the test says so. */
function heldWorker() {
  const started: { question: ToWorker; answer: (message: FromWorker) => void }[] = [];
  let killed = 0;
  const launch: LaunchWorker = () => {
    let listener: (message: FromWorker) => void = () => undefined;
    return {
      pid: 1,
      send: (question) => void started.push({ question, answer: (message) => listener(message) }),
      onMessage: (listen) => {
        listener = listen;
      },
      onExit: () => undefined,
      kill: () => {
        killed += 1;
      },
    };
  };
  const until = async (fits: () => boolean): Promise<void> => {
    for (let waited = 0; !fits(); waited += 5) {
      if (waited > 60_000) throw new Error('nothing happened');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { launch, started, killed: () => killed, until };
}

const result: FromWorker = {
  kind: 'evaluated',
  result: { part: 'test', examples: 9, isWhole: true, values: [['test/loss', NaN]] },
};

async function finishedRun() {
  const project = await newProject();
  const { manager } = newManager();
  const { id } = await manager.start(project, { spec: spirals('fast', 30), modelId: null });
  const run = await manager.whenEnded(project, id);
  const at = (evaluations: CheckpointEvaluations, step: number, part = 'test') =>
    evaluations.evaluate(project, run, step, { part } as EvaluationRequest);
  return { project, run, at };
}

describe('the order of evaluations', () => {
  it('is that of asking, one at a time, with its progress as events', async () => {
    const { project, run, at } = await finishedRun();
    const worker = heldWorker();
    const { evaluations, events } = newEvaluations(worker.launch);
    const [first, second] = [at(evaluations, 10), at(evaluations, 20)];
    await worker.until(() => worker.started.length === 1);
    expect(worker.started[0]?.question).toMatchObject({ kind: 'evaluate', step: 10 });
    await expect(at(evaluations, 10)).rejects.toThrow('is being evaluated at step 10 already');
    worker.started[0]?.answer({
      kind: 'event',
      event: { kind: 'progress', phase: 'evaluating', split: 'test', done: 3, total: 9 },
    });
    worker.started[0]?.answer(result);
    expect((await first).values).toEqual({ 'test/loss': 'NaN' });
    await worker.until(() => worker.started.length === 2);
    worker.started[1]?.answer(result);
    await second;
    const ofFirst = events.flatMap((one) =>
      one.event === 'run.evaluation' && one.payload.step === 10 ? [one.payload.progress] : [],
    );
    expect(ofFirst).toEqual([
      { phase: 'waiting', done: 0, total: 0 },
      { phase: 'evaluating', done: 3, total: 9 },
      null,
    ]);
    expect(await readEvaluations(runDirectory(project, run.id), 20)).toHaveLength(1);
  });

  it('is kept by five of them too, each with the cores of one slot', async () => {
    const { at } = await finishedRun();
    const worker = heldWorker();
    const { evaluations } = newEvaluations(worker.launch, () => 3);
    const parts = ['train', 'validation', 'test'];
    const all = [10, 20].flatMap((step) => parts.map((part) => at(evaluations, step, part)));
    for (const [index, one] of all.entries()) {
      await worker.until(() => worker.started.length > index);
      // The others have not started while this one is at work.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(worker.started).toHaveLength(index + 1);
      expect(worker.started[index]?.question).toMatchObject({ cores: 3 });
      worker.started[index]?.answer(result);
      await one;
    }
  });

  it('goes on with the next one when one is cancelled, which keeps nothing', async () => {
    const { project, run, at } = await finishedRun();
    const worker = heldWorker();
    const { evaluations } = newEvaluations(worker.launch);
    const all = [at(evaluations, 10), at(evaluations, 20), at(evaluations, 30)];
    const ended = all.map((one) =>
      one.then(
        () => 'kept',
        (error: Error) => error.message,
      ),
    );
    await worker.until(() => worker.started.length === 1);
    const key = (step: number) => ({ runId: run.id, step, part: 'test' as const });
    // One that waits, then the one that runs.
    evaluations.cancel(project, key(20));
    expect(await ended[1]).toBe('The evaluation was cancelled.');
    expect(worker.started).toHaveLength(1);
    evaluations.cancel(project, key(10));
    expect(await ended[0]).toBe('The evaluation was cancelled.');
    expect(worker.killed()).toBe(1);
    await worker.until(() => worker.started.length === 2);
    expect(worker.started[1]?.question).toMatchObject({ step: 30 });
    worker.started[1]?.answer(result);
    expect(await ended[2]).toBe('kept');
    for (const step of [10, 20])
      expect(await readEvaluations(runDirectory(project, run.id), step)).toEqual([]);
  });

  it('keeps nothing where the checkpoint was written anew meanwhile', async () => {
    const { project, run, at } = await finishedRun();
    const worker = heldWorker();
    const { evaluations } = newEvaluations(worker.launch);
    const asked = at(evaluations, 10);
    await worker.until(() => worker.started.length === 1);
    const folder = join(runDirectory(project, run.id), 'checkpoints', '10');
    await cp(folder, `${folder}.copy`, { recursive: true });
    await rm(folder, { recursive: true });
    await cp(`${folder}.copy`, folder, { recursive: true });
    worker.started[0]?.answer(result);
    await expect(asked).rejects.toThrow('was removed or written anew while it was evaluated');
    expect(await readEvaluations(runDirectory(project, run.id), 10)).toEqual([]);
    expect((await readRun(project, run.id)).metrics).toEqual(run.metrics);
  });

  it('gives what was computed where it cannot be kept, and says why', async () => {
    const { project, run, at } = await finishedRun();
    const worker = heldWorker();
    const { evaluations } = newEvaluations(worker.launch);
    const folder = join(runDirectory(project, run.id), 'checkpoints');
    await writeFile(join(folder, '10', 'evaluations.json'), '{ "version": 99 }');
    await mkdir(join(folder, '20', 'evaluations.json'));
    const reasons = [/step 10 could not be kept: .*newer version/, /step 20 could not be kept: '/];
    for (const [index, reason] of reasons.entries()) {
      const asked = at(evaluations, 10 * (index + 1));
      await worker.until(() => worker.started.length === index + 1);
      worker.started[index]?.answer(result);
      expect(await asked).toMatchObject({ examples: 9, values: { 'test/loss': 'NaN' } });
      expect((await asked).notKept).toMatch(reason);
    }
  });
});
