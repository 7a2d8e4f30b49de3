import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recallTicks } from '#data/tasks/recall';
import { copyTicks } from '#data/tasks/copy';
import { buildNetwork } from '#engine/model/network';
import { isStream, type TrainingData } from '#engine/feed/source';
import { evaluateCheckpoint } from '#engine/run/evaluate-checkpoint';
import { encodeSafetensors } from '#engine/run/safetensors';
import { train } from '#engine/run/train';
import type { EvaluationRequest, EvaluationResult } from '#spec/evaluation';
import type { Experiment } from '#spec/experiment';
import { taskSchema, type TaskOf } from '#spec/task';
import type { TrainEvent } from '#spec/train-events';
import { experiment, onPlainCpu, setWeights, waveDataset } from '../helpers';
import { calmRecorder, cpuRuntime, valuesOf, withShortSplits } from './recorded-run';
import { classifier, twoRates } from './small-models';

onPlainCpu();

let checkpoints = '';
beforeEach(async () => {
  checkpoints = await mkdtemp(join(tmpdir(), 'dni-evaluate-'));
});
afterEach(() => rm(checkpoints, { recursive: true, force: true }));

const { signal } = new AbortController();

async function trainRun(spec: Experiment, dataset: TrainingData): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  const places = { checkpoints, resumeFrom: [], recorder: calmRecorder };
  for await (const event of train({ spec, dataset, runtime: cpuRuntime, ...places, signal }))
    events.push(event);
  return events;
}

async function evaluateAt(
  step: number,
  spec: Experiment,
  dataset: TrainingData,
  request: EvaluationRequest,
  by: AbortSignal = signal,
): Promise<EvaluationResult | null> {
  const passes = evaluateCheckpoint({ spec, dataset, checkpoints, step, signal: by }, request);
  for (;;) {
    const next = await passes.next();
    if (next.done) return next.value;
  }
}

/** Saves a checkpoint of step 7 with these weights. */
async function saveWeights(
  spec: Experiment,
  dataset: TrainingData,
  weights: Record<string, number[]>,
): Promise<void> {
  const network = buildNetwork(spec.model, dataset.fields, 1);
  setWeights(network, weights);
  const arrays = network.parameters.all().map(({ name, variable }) => ({
    name,
    shape: variable.shape,
    values: variable.dataSync() as Float32Array,
  }));
  network.dispose();
  await mkdir(join(checkpoints, '7'), { recursive: true });
  await writeFile(join(checkpoints, '7', 'weights.safetensors'), encodeSafetensors(arrays, {}));
}

const training = { steps: 12, batch: 8, evaluateEvery: 6, checkpointEvery: 6 };

describe('evaluating a checkpoint of a set of examples', () => {
  const dataset = waveDataset(5, 50);
  const spec = experiment({
    model: classifier,
    training: { ...training, optimizer: { kind: 'adam', rate: 0.01 } },
  });

  it('gives the very numbers that the run has measured at that step', async () => {
    const events = await trainRun(spec, dataset);
    for (const step of [0, 6, 12])
      for (const part of ['validation', 'test'] as const) {
        const result = await evaluateAt(step, spec, dataset, { part });
        const recorded = ['loss', 'error'].map((measure) => {
          const metric = `${part}/${measure}`;
          return [metric, new Map(valuesOf(events, metric)).get(step)];
        });
        const { count: examples } = dataset.splits[part];
        expect(result).toEqual({ part, examples, isWhole: true, values: recorded });
      }
    const [first, last] = [0, 12].map((step) => new Map(valuesOf(events, 'test/loss')).get(step));
    expect(first).not.toBe(last);
  });

  it('evaluates the first examples of the training part, as worked out by hand', async () => {
    const linear = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          out: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      training: { ...training, optimizer: { kind: 'sgd', rate: 0.1 } },
    });
    const waves = waveDataset(1, 10);
    const { x, label } = waves.splits.train.columns;
    if (x?.kind !== 'values' || label?.kind !== 'label') throw new Error('other columns');
    await saveWeights(linear, waves, { 'out/kernel': [2, -1, 0], 'out/bias': [0, 0.5, -0.5] });
    // Cross entropy and errors of the first four examples in plain arithmetic.
    let [loss, wrong] = [0, 0];
    for (let index = 0; index < 4; index++) {
      const value = x.data[index] ?? NaN;
      const logits = [2 * value, -value + 0.5, -0.5];
      const target = label.data[index] ?? 0;
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      loss += (Math.log(total) - (logits[target] ?? NaN)) / 4;
      if (logits.indexOf(Math.max(...logits)) !== target) wrong += 1;
    }
    const result = await evaluateAt(7, linear, waves, { part: 'train', examples: 4 });
    expect(result).toMatchObject({ part: 'train', examples: 4, isWhole: false });
    const values = Object.fromEntries(result?.values ?? []);
    expect(values['train/loss']).toBeCloseTo(loss, 5);
    expect(values['train/error']).toBeCloseTo(wrong / 4, 10);
    const all = await evaluateAt(7, linear, waves, { part: 'train', examples: 99 });
    expect(all).toMatchObject({ examples: 10, isWhole: true });
  });

  it('says that a part does not exist', async () => {
    const { splits } = dataset;
    const without = { ...dataset, splits: { ...splits, validation: { count: 0, columns: {} } } };
    await expect(evaluateAt(0, spec, without, { part: 'validation' })).rejects.toThrow(
      'The task has no validation part. Choose another part of the data.',
    );
  });

  it('refuses a damaged checkpoint in one sentence, and frees everything', async () => {
    await trainRun(spec, dataset);
    await writeFile(join(checkpoints, '6', 'weights.safetensors'), 'no weights');
    await expect(evaluateAt(6, spec, dataset, { part: 'test' })).rejects.toThrow(
      /weights\.safetensors' is damaged: its content does not have the checksum in 'SHA256SUMS'\. Evaluate another checkpoint\.$/,
    );
  });

  it('gives nothing when it is stopped', async () => {
    await trainRun(spec, dataset);
    const stop = new AbortController();
    stop.abort();
    expect(await evaluateAt(6, spec, dataset, { part: 'test' }, stop.signal)).toBeNull();
  });
});

describe('evaluating a checkpoint of a stream', () => {
  const task = taskSchema.parse({ kind: 'recall', symbols: 3, delay: 2 }) as TaskOf<'recall'>;
  const spec = experiment({
    model: twoRates,
    task,
    training: { ...training, unroll: 2, optimizer: { kind: 'adam', rate: 0.01 } },
  });
  const data = withShortSplits(recallTicks(task), 60);

  it('gives the very numbers that the run has measured at that step', async () => {
    const events = await trainRun(spec, data);
    const result = await evaluateAt(12, spec, data, { part: 'test' });
    expect(result).toMatchObject({ examples: 60 * 64, isWhole: true });
    const metrics = (result?.values ?? []).map(([metric]) => metric);
    expect(metrics).toContain('test/bits/farLoss');
    for (const [metric, value] of result?.values ?? [])
      expect([metric, value]).toEqual([metric, new Map(valuesOf(events, metric)).get(12)]);
  });

  it('evaluates a part without end on as many ticks as are asked for', async () => {
    await trainRun(spec, data);
    if (!isStream(data)) throw new Error('no stream');
    await expect(evaluateAt(12, spec, data, { part: 'train' })).rejects.toThrow(
      'The train part is generated without end. Say how many examples to evaluate.',
    );
    // 64 rows, and whole cycles of 3 ticks: 200 ticks of all rows are 4 ticks of each, rounded up to 6.
    const some = await evaluateAt(12, spec, data, { part: 'train', examples: 200 });
    expect(some).toMatchObject({ part: 'train', examples: 6 * 64, isWhole: false });
  });

  it('refuses examples in which nothing is asked', async () => {
    // The first answer is asked for after 9 ticks, and the network has cycles of 3.
    const late = taskSchema.parse({ kind: 'recall', symbols: 3, delay: 9 }) as TaskOf<'recall'>;
    const lateSpec = { ...spec, task: late };
    const lateData = withShortSplits(recallTicks(late), 60);
    await trainRun(lateSpec, lateData);
    await expect(evaluateAt(12, lateSpec, lateData, { part: 'test', examples: 1 })).rejects.toThrow(
      'Nothing is asked within the first 192 examples of the test part (1, rounded up to whole ticks of all 64 rows): give a larger number of examples.',
    );
    const enough = await evaluateAt(12, lateSpec, lateData, { part: 'test', examples: 12 * 64 });
    expect(enough?.values.length).toBeGreaterThan(0);
  });

  it('says that a task with a curriculum has no fixed part', async () => {
    const growing = taskSchema.parse({ kind: 'copy' }) as TaskOf<'copy'>;
    const copy = { ...spec, task: growing };
    await expect(
      evaluateAt(12, copy, copyTicks(growing), { part: 'train', examples: 64 }),
    ).rejects.toThrow('The task grows with what the model can do');
  });
});
