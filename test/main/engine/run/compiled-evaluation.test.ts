import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Dataset, Split } from '#data/dataset';
import { recallTicks } from '#data/tasks/recall';
import type { TrainingData } from '#engine/feed/source';
import type { Evaluation } from '#engine/run/evaluate';
import { TrainingSession } from '#engine/run/session';
import type { Experiment } from '#spec/experiment';
import { taskSchema, type TaskOf } from '#spec/task';
import { nodeBackend, overrideBinding, type Binding } from '#tensorflow/backend/node-backend';
import { installed, onTensorFlow } from '../../tensorflow/native';
import { experiment, resultOf } from '../helpers';
import { withShortSplits } from './recorded-run';
import { twoRates } from './small-models';

/** Images of bytes, of which some are NaN when four of them are read as a float. */
function imageSplit(count: number): Split {
  const data = Uint8Array.from({ length: count * 4 }, (_, index) => (index * 97) % 256);
  data.fill(255, 0, 8);
  const label = Uint8Array.from({ length: count }, (_, index) => (index * 7) % 3);
  return {
    count,
    columns: {
      image: { kind: 'values', shape: [2, 2, 1], data, scale: 1 / 255 },
      label: { kind: 'label', classes: 3, data: label },
    },
  };
}

const images: Dataset = {
  name: 'images',
  fields: {
    image: { kind: 'values', shape: [2, 2, 1] },
    label: { kind: 'label', classes: 3 },
  },
  splits: { train: imageSplit(64), validation: imageSplit(530), test: imageSplit(40) },
};
const training = { steps: 10, batch: 16, optimizer: { kind: 'sgd' as const, rate: 0.1 } };
const imageModel = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'image' },
      a: { kind: 'dense', units: 8, batchNorm: true },
      b: { kind: 'dense', units: 3 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'loss' },
    ],
  },
  training,
});

const recall = taskSchema.parse({ kind: 'recall', symbols: 3, delay: 2 }) as TaskOf<'recall'>;
// 71 ticks in cycles of 3: three passes of 24, the last of which goes on past the end.
const stream = withShortSplits(recallTicks(recall), 71);
const streamModel = experiment({
  model: twoRates,
  task: recall,
  training: { ...training, unroll: 2 },
});

function open(spec: Experiment, data: TrainingData, compiled: boolean): TrainingSession {
  return new TrainingSession({ ...spec, training: { ...spec.training, compiled } }, data, '');
}

function evaluated(session: TrainingSession): Evaluation[] {
  return (['validation', 'test'] as const).flatMap((split) => {
    const result = resultOf(session.evaluate(split));
    return result ? [result] : [];
  });
}

describe.skipIf(!installed)('evaluation in compiled passes', () => {
  beforeAll(() => {
    vi.stubEnv('TF_NUM_INTRAOP_THREADS', '1');
    vi.stubEnv('TF_NUM_INTEROP_THREADS', '2');
    return () => vi.unstubAllEnvs();
  });
  onTensorFlow();

  it.each([
    ['images of bytes', imageModel, images, { loss: 40 }],
    // 64 rows: all ticks but the first two ask for something, and every third one.
    ['a stream that ends within a pass', streamModel, stream, { nearLoss: 4416, farLoss: 1472 }],
  ])('is that of passes op by op: %s', (_, spec, data, valid) => {
    const sessions = [true, false].map((compiled) => open(spec, data, compiled));
    const [compiled, eager] = sessions.map((session) => {
      const before = evaluated(session);
      for (let step = 0; step < 4; step++) session.advance();
      return [...before, ...evaluated(session)];
    });
    expect(compiled).toHaveLength(4);
    const last = [...(compiled?.[3] ?? [])].map(([id, losses]) => [id, losses.valid]);
    expect(Object.fromEntries(last)).toEqual(valid);
    compiled?.forEach((losses, index) => {
      for (const [id, { sum, ...counts }] of losses) {
        const { sum: otherSum, ...others } = eager?.[index]?.get(id) ?? { sum: 0 };
        expect(sum / otherSum).toBeCloseTo(1, 4);
        expect(counts).toEqual(others);
      }
    });
    for (const session of sessions) session.dispose();
  });

  it('leaves the graph of the training steps as it is', () => {
    const session = open(imageModel, images, true);
    session.advance(4);
    const backend = nodeBackend();
    const binding = backend?.binding as Binding;
    const used: number[] = [];
    if (backend)
      backend.binding = overrideBinding(binding, {
        runSavedModel: (graph, ...rest) => {
          used.push(graph);
          return binding.runSavedModel(graph, ...rest);
        },
      });
    session.advance(4);
    const [trained] = used;
    evaluated(session);
    expect(new Set(used).size).toBeGreaterThan(1);
    used.length = 0;
    session.advance(4);
    expect(used).toEqual([trained]);
    if (backend) backend.binding = binding;
    session.dispose();
  });

  it('of the untrained model leaves the trained one as it is', () => {
    const session = open(imageModel, images, true);
    const untrained = evaluated(session);
    session.advance(4);
    const trained = evaluated(session);
    const restore = session.useInitialParameters();
    expect(evaluated(session)).toEqual(untrained);
    restore();
    expect(evaluated(session)).toEqual(trained);
    expect(trained).not.toEqual(untrained);
    session.dispose();
  });
});
