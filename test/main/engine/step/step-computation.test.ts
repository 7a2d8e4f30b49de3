import { expect, it } from 'vitest';
import { uploadFeed, type Feed } from '#engine/feed/feed';
import { packFeed } from '#engine/feed/pack';
import { buildOptimizers } from '#engine/optimizers/build-optimizers';
import { optimizersToUpdate, Plan } from '#engine/step/plan';
import { RecurrentState } from '#engine/step/recurrent-state';
import { unpackReports, type StepReport } from '#engine/step/report';
import { computeStep, ownFeed, replayFeed } from '#engine/step/step-computation';
import { StepScalars } from '#engine/step/step-scalars';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import {
  expectClose,
  experiment,
  network,
  numbers,
  onPlainCpu,
  setWeights,
  weightsOf,
} from '../helpers';
import { window } from '../pass/small-networks';

onPlainCpu();

/**
 * x → a → b → loss, all of one number and without biases, with a->b decoupled and M(h) = 0.5 h + 1. Module a
 * updates at every tick, module b at every second one: it replays both ticks.
 */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units: 1, bias: false },
      b: { kind: 'dense', units: 1, bias: false },
      loss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
      { from: 'b', to: 'loss' },
    ],
  },
  training: { method: 'dni', steps: 10, batch: 1, optimizer: { kind: 'sgd', rate: 0.1 } },
});
const start = {
  'a/kernel': [2],
  'b/kernel': [3],
  'a->b/synthesizer/0/kernel': [0.5],
  'a->b/synthesizer/0/bias': [1],
};
const [xs, ys] = [
  [1, 2],
  [5, 10],
];

it('computes a step of a fast module, then a step in which a slow module replays its window', () => {
  const net = network(spec, numbers(1));
  setWeights(net, start);
  const method = 'dni';
  const plan = new Plan(net, method, { modules: { a: 1, b: 2 }, step: 1 });
  const recurrentState = new RecurrentState(net, plan, 1);
  const all = buildOptimizers(net, spec.training);

  /** The step of one tick after `read` ticks; returns what it reports. */
  const run = (read: number) => {
    const step = plan.planStep(read, 1, null);
    const optimizers = new Map(
      optimizersToUpdate(net, step).flatMap((id) => {
        const optimizer = all.get(id);
        optimizer?.countUpdate();
        return optimizer ? [[id, optimizer] as const] : [];
      }),
    );
    const reports = tf.tidy(() => {
      const tensors: Record<string, Tensor> = {
        seed: tf.tensor1d([1, read], 'int32'),
        scalars: new StepScalars(net, method, optimizers).write(read),
      };
      const feedShapes = new Map<string, Feed>();
      const upload = (name: string, from: number): void => {
        const ticks = read + 1 - from;
        const data = window(ticks, xs.slice(from, read + 1), ys.slice(from, read + 1));
        feedShapes.set(name, uploadFeed(net, data));
        Object.assign(tensors, packFeed(name, feedShapes.get(name) as Feed));
      };
      upload(ownFeed, read);
      for (const module of step.endingModules) upload(replayFeed(module), read + 1 - module.window);
      const parts = { network: net, method, plan, recurrentState } as const;
      const states = recurrentState.states;
      const inputs = { step, optimizers, feedShapes, tensors, states, shards: 1 };
      const outputs = computeStep(parts, inputs);
      expect(outputs.states.size).toBe(0);
      return tf.expandDims(outputs.report, 0);
    });
    const [unpacked] = unpackReports(net, reports);
    reports.dispose();
    return unpacked as StepReport;
  };
  const expectWeights = (expected: Record<keyof typeof start, number[]>): void => {
    const weights = weightsOf(net);
    for (const [name, values] of Object.entries(expected)) expectClose(weights[name] ?? [], values);
  };

  // h = 2 · 1, M(h) = 2, which a gets as its gradient: times x, 2. b computes 6 and does not learn.
  const first = run(0);
  expectWeights({ ...start, 'a/kernel': [2 - 0.1 * 2] });
  expect(first.losses.get('loss')).toEqual({ sum: 1, valid: 1, incorrect: null });
  expect(first.synthesizerLoss.size).toBe(0);

  // h = 1.8 · 2, M(h) = 2.8: times x, 5.6. b replays h = 2 from the first step and 3.6: it computes 6 and
  // 10.8, whose errors are 1 and 0.8. Of each tick's own loss, h gets 2 · 1 · 3 and 2 · 0.8 · 3.
  const second = run(1);
  const [errorOfFirst, errorOfSecond] = [2 - 6, 2.8 - 4.8];
  expectWeights({
    'a/kernel': [1.8 - 0.1 * 5.6],
    'b/kernel': [3 - (0.1 * (2 * 1 * 2 + 2 * 0.8 * 3.6)) / 2],
    'a->b/synthesizer/0/kernel': [0.5 - (0.1 * 2 * (errorOfFirst * 2 + errorOfSecond * 3.6)) / 2],
    'a->b/synthesizer/0/bias': [1 - (0.1 * 2 * (errorOfFirst + errorOfSecond)) / 2],
  });
  expect(second.losses.get('loss')?.sum).toBeCloseTo(0.64, 5);
  expect(second.synthesizerLoss.get('a->b')).toBeCloseTo((16 + 4) / 2, 4);

  recurrentState.dispose();
  for (const optimizer of all.values()) optimizer.dispose();
  net.dispose();
});
