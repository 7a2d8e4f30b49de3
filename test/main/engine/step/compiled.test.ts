import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTicks } from '#data/load-ticks';
import type { TickDataset } from '#data/streams/tick-dataset';
import { decodeSafetensors } from '#engine/run/safetensors';
import { TrainingSession } from '#engine/run/session';
import type { TrainingData } from '#engine/feed/source';
import { train } from '#engine/run/train';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import { loadTensorFlow, type TensorRuntime } from '#tensorflow/runtime/load-tensorflow';
import { overrideBinding, nodeBackend } from '#tensorflow/backend/node-backend';
import { experiment, waveDataset } from '../helpers';
import { calmRecorder, RecordedRun } from '../run/recorded-run';
import { diverging } from '../run/small-models';

const optimizer = { kind: 'adam', rate: 0.01 } as const;
const often = { evaluateEvery: 5, checkpointEvery: 10 };

const stream = (
  model: ExperimentInput['model'],
  task: ExperimentInput['task'],
  method: 'dni' | 'none' | 'backprop' = 'dni',
): Experiment =>
  experiment({
    model,
    task,
    training: { method, steps: 10, batch: 4, unroll: 3, fullUnroll: 6, optimizer, ...often },
    diagnostics: { every: 5, batch: 4 },
  });

/**
 * Behind batch normalisation the gradients that arrive over a batch add up to zero: those of biases before it
 * are rounding alone. Adam would make whole steps of them, in either direction.
 */
const withOptimizer = (spec: Experiment, input: ExperimentInput['training']['optimizer']) =>
  experiment({ ...spec, training: { ...spec.training, optimizer: input } });

const core = (kind: 'lstm' | 'gru' | 'rnn', field: string, target: string) =>
  ({
    nodes: {
      x: { kind: 'input', field, layout: 'index' },
      known: { kind: 'embedding', units: 5 },
      core: { kind, units: 6 },
      drop: { kind: 'dropout', rate: 0.2 },
      out: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target },
    },
    edges: [
      { from: 'x', to: 'known' },
      { from: 'known', to: 'core' },
      {
        from: 'core',
        to: 'core',
        delay: 1,
        decoupled: {
          synthesizer: { hidden: [5], condition: { inputs: 4 } },
          auxiliary: true,
          trainMessage: true,
          warmup: 4,
        },
      },
      { from: 'core', to: 'drop' },
      { from: 'drop', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  }) satisfies ExperimentInput['model'];

const twoRates: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'symbol' },
    // Downward: what the slow one said before is held for the fast one.
    both: { kind: 'concat' },
    a: { kind: 'dense', units: 6, bias: false, batchNorm: true, activation: 'relu' },
    b: { kind: 'lstm', units: 5, period: 3 },
    near: { kind: 'dense', units: 'classes' },
    nearLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
    far: { kind: 'dense', units: 'classes' },
    farLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
  },
  edges: [
    { from: 'x', to: 'both' },
    { from: 'b', to: 'both', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
    { from: 'both', to: 'a' },
    { from: 'a', to: 'near' },
    { from: 'near', to: 'nearLoss' },
    { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [4] } } },
    { from: 'b', to: 'b', delay: 1 },
    { from: 'b', to: 'far' },
    { from: 'far', to: 'farLoss' },
  ],
};

/** Messages cross tick by tick in both directions, and their errors train both networks. */
const feedingEachOther: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'symbol' },
    both: { kind: 'concat' },
    a: { kind: 'dense', units: 6, activation: 'tanh' },
    b: { kind: 'lstm', units: 5 },
    near: { kind: 'dense', units: 'classes' },
    nearLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
    far: { kind: 'dense', units: 'classes' },
    farLoss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
  },
  edges: [
    { from: 'x', to: 'both' },
    {
      from: 'b',
      to: 'both',
      delay: 1,
      decoupled: { synthesizer: { hidden: [4] }, trainMessage: true },
    },
    { from: 'both', to: 'a' },
    { from: 'a', to: 'near' },
    { from: 'near', to: 'nearLoss' },
    {
      from: 'a',
      to: 'b',
      decoupled: {
        synthesizer: { hidden: [4], condition: { inputs: 2 } },
        syntheticInput: { hidden: [] },
        trainMessage: true,
      },
    },
    {
      from: 'b',
      to: 'b',
      delay: 1,
      decoupled: { synthesizer: { hidden: [] }, trainMessage: true },
    },
    { from: 'b', to: 'far' },
    { from: 'far', to: 'farLoss' },
  ],
};

const still = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      // No bias before batch normalisation: its gradient is rounding alone, which Adam would blow up.
      a: { kind: 'dense', units: 8, bias: false, batchNorm: true, activation: 'gelu' },
      drop: { kind: 'dropout', rate: 0.3 },
      b: { kind: 'dense', units: 8, activation: 'tanh' },
      logits: { kind: 'dense', units: 3 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'drop' },
      {
        from: 'drop',
        to: 'b',
        decoupled: {
          synthesizer: { hidden: [6], condition: 'label' },
          syntheticInput: { hidden: [5] },
        },
      },
      { from: 'b', to: 'logits', decoupled: { synthesizer: { hidden: [] } } },
      { from: 'logits', to: 'loss' },
    ],
  },
  training: { steps: 10, batch: 8, updateProbability: 0.6, optimizer, ...often },
  diagnostics: { every: 5, batch: 8 },
});

/** Looking at the other parts takes long op by op. */
function trainingPart(data: TickDataset): TickDataset {
  return {
    ...data,
    open: (split, options) => (split === 'train' ? data.open(split, options) : null),
  };
}

describe('compiled against op by op, on the TensorFlow runtime', () => {
  let runtime: TensorRuntime;
  beforeAll(async () => {
    runtime = await loadTensorFlow({ allowFallback: false });
  });

  const weightsOf = async (spec: Experiment, dataset: TrainingData, compiled: boolean) => {
    const checkpoints = await mkdtemp(join(tmpdir(), 'dni-compiled-'));
    const told: string[] = [];
    const steps: number[] = [];
    for await (const event of train({
      spec: { ...spec, training: { ...spec.training, compiled } },
      dataset,
      runtime,
      checkpoints,
      resumeFrom: [],
      recorder: calmRecorder,
      signal: new AbortController().signal,
    }))
      if (event.kind === 'log') told.push(event.message);
      else if (event.kind === 'metrics')
        steps.push(
          ...event.points.flatMap(({ metric, step }) => (metric === 'train/loss' ? [step] : [])),
        );
    // Every step is told, in order, whether it ran by itself or not; the first of `recall` are asked nothing.
    const first = steps[0] ?? Number.NaN;
    expect(first).toBeLessThan(4);
    expect(steps).toEqual(Array.from({ length: 11 - first }, (_, index) => first + index));
    const file = join(checkpoints, '10', 'weights.safetensors');
    const weights = decodeSafetensors(await readFile(file), file);
    await rm(checkpoints, { recursive: true });
    return { weights, told };
  };

  it.each([
    ['a set of examples, sparse updates', still],
    [
      'a set of examples, steps run together',
      experiment({ ...still, training: { ...still.training, updateProbability: 1 } }),
    ],
    [
      'an LSTM with everything on its loop',
      stream(core('lstm', 'symbol', 'recalled'), { kind: 'recall' }),
    ],
    [
      'a GRU on sequences that end',
      stream(core('gru', 'symbol', 'next'), { kind: 'brackets', distance: 5 }),
    ],
    [
      'a plain core, truncated',
      stream(core('rnn', 'symbol', 'recalled'), { kind: 'recall' }, 'none'),
    ],
    [
      'backprop over a full unroll',
      stream(core('lstm', 'symbol', 'recalled'), { kind: 'recall' }, 'backprop'),
    ],
    [
      'two networks of different rates',
      withOptimizer(stream(twoRates, { kind: 'recall', delay: 2 }), {
        kind: 'momentum',
        rate: 0.1,
      }),
    ],
    [
      'two networks that feed each other',
      experiment({
        ...withOptimizer(stream(feedingEachOther, { kind: 'recall', delay: 2 }), {
          kind: 'momentum',
          rate: 0.1,
        }),
        diagnostics: { every: 0 },
      }),
    ],
  ])('%s: the same weights after ten steps', async (_, spec) => {
    const dataset =
      spec.task.kind === 'spirals'
        ? waveDataset(5, 40)
        : trainingPart(await loadTicks(spec.task, { resources: 'resources', datasets: null }));
    const compiled = await weightsOf(spec, dataset, true);
    const eager = await weightsOf(spec, dataset, false);
    expect(compiled.told).toEqual([]);
    for (const [name, { values }] of eager.weights) {
      const scale = Math.max(...values.map(Math.abs), 1e-3);
      const other = compiled.weights.get(name)?.values;
      values.forEach((value, index) => {
        expect(Math.abs(value - (other?.[index] ?? Number.NaN)) / scale, name).toBeLessThan(1e-5);
      });
    }
  });

  const inFolder = async <T>(work: (checkpoints: string) => Promise<T>): Promise<T> => {
    const checkpoints = await mkdtemp(join(tmpdir(), 'dni-compiled-'));
    try {
      return await work(checkpoints);
    } finally {
      await rm(checkpoints, { recursive: true });
    }
  };

  it('has the same curves when it is stopped and resumed, steps run together', async () => {
    const spec = experiment({
      ...still,
      training: {
        ...still.training,
        steps: 8,
        updateProbability: 1,
        evaluateEvery: 4,
        checkpointEvery: 8,
      },
      diagnostics: { every: 0 },
    });
    await inFolder(async (checkpoints) => {
      const options = { spec, dataset: waveDataset(5, 40), runtime, checkpoints };
      const whole = new RecordedRun(options);
      await whole.go();
      const expected = whole.rows();
      expect(expected['train/loss']).toHaveLength(8);
      expect(expected['test/loss']?.map(({ step }) => step)).toEqual([0, 4, 8]);
      // In the middle of a call of four steps, so that the untrained model is not evaluated yet, and after the second.
      const at = (step: number): number =>
        whole.events.findIndex((event) => event.kind === 'metrics' && event.step === step);
      for (const [atEvent, by] of [
        [at(2), 'stop'],
        [at(2), 'kill'],
        [at(7), 'stop'],
      ] as const) {
        await whole.removeCheckpoints();
        const run = new RecordedRun(options);
        await run.go({ atEvent, by });
        await run.go();
        expect(run.rows(), `interrupted at event ${atEvent}`).toEqual(expected);
      }
      await whole.removeCheckpoints();
      // The initial weights are put back into the graph to evaluate the untrained model.
      const eager = new RecordedRun({
        ...options,
        spec: { ...spec, training: { ...spec.training, compiled: false } },
      });
      await eager.go();
      const [first, ...rest] = eager.rows()['test/loss'] ?? [];
      expect(expected['test/loss']?.[0]?.value).toBeCloseTo(first?.value ?? Number.NaN, 5);
      expect(rest[0]?.value).not.toBeCloseTo(first?.value ?? Number.NaN, 5);
    });
  });

  it('keeps the steps before a divergence that ran in the same call', async () => {
    const spec = experiment({
      model: diverging(),
      training: { method: 'backprop', steps: 400, batch: 8, optimizer: { kind: 'sgd', rate: 100 } },
    });
    const stepsOf = (compiled: boolean) =>
      inFolder(async (checkpoints) => {
        const run = new RecordedRun({
          spec: { ...spec, training: { ...spec.training, compiled } },
          dataset: waveDataset(5, 40),
          runtime,
          checkpoints,
        });
        const error: unknown = await run.go().catch((reason: unknown) => reason);
        const steps = (run.rows()['train/loss'] ?? []).map(({ step }) => step);
        expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1));
        expect(error).toMatchObject({ details: { failedStep: steps.length + 1 } });
        return steps.length;
      });
    const [together, alone] = [await stepsOf(true), await stepsOf(false)];
    expect(together).toBe(alone);
    // It is not the last step of a call.
    expect(together % 4).not.toBe(0);
  });

  it.each([
    ['light', 5, 8, 4],
    ['heavy', 1300, 2048, 1],
  ])('runs so many %s steps together', (_, units, batch, together) => {
    const spec = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          a: { kind: 'dense', units },
          logits: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'a' },
          { from: 'a', to: 'logits' },
          { from: 'logits', to: 'loss' },
        ],
      },
      training: { steps: 10, batch, optimizer },
    });
    const session = new TrainingSession(spec, waveDataset(units, 40), '');
    try {
      expect(session.advance(10)).toHaveLength(together);
      // Never past what is asked for.
      expect(session.advance(3)).toHaveLength(1);
    } finally {
      session.dispose();
    }
  });

  it('remembers in the graph: of a step come its losses alone, and it is given its data alone', async () => {
    const spec = experiment({
      ...stream(core('lstm', 'symbol', 'recalled'), { kind: 'recall' }),
      diagnostics: { every: 0 },
    });
    const dataset = trainingPart(
      await loadTicks(spec.task, { resources: 'resources', datasets: null }),
    );
    const session = new TrainingSession(spec, dataset, '');
    const calls: { given: number; came: number[][] }[] = [];
    const backend = nodeBackend();
    if (!backend) throw new Error('no backend');
    const { binding } = backend;
    try {
      // The first window has none before it to go through again.
      session.advance();
      session.advance();
      backend.binding = overrideBinding(binding, {
        runSavedModel(id, inputs, names, wanted) {
          const outputs = binding.runSavedModel(id, inputs, names, wanted);
          calls.push({ given: inputs.length, came: outputs.map(({ shape }) => shape) });
          return outputs;
        },
      });
      session.advance();
    } finally {
      backend.binding = binding;
      session.dispose();
    }
    // Symbols and targets of this window and of the one before it, the seed, the scalars.
    expect(calls).toEqual([{ given: 6, came: [[], [1, 3 + 1]] }]);
  });
});
