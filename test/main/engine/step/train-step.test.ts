import { describe, expect, it } from 'vitest';
import { trueGradients } from '#engine/run/diagnostics';
import { runWindow } from '#engine/pass/window-pass';
import type { Model, modelSchema } from '#spec/model';
import { tf } from '#tensorflow/backend/tf';
import type { z } from 'zod';
import {
  batchOf,
  expectClose,
  experiment,
  feedOf,
  lossIn,
  network,
  numbers,
  onPlainCpu,
  relativeDifference,
  setWeights,
  Trainer,
  valuesOf,
  wave,
  weightsOf,
} from '../helpers';

const linear = { synthesizer: { hidden: [] } };

/** x → a → b → loss, the edge between a and b decoupled. */
const pair: z.input<typeof modelSchema> = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 2 },
    b: { kind: 'dense', units: 1 },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', decoupled: linear },
    { from: 'b', to: 'loss' },
  ],
};

const startOfPair = {
  'a/kernel': [1, 0, 1, -1],
  'a/bias': [0, 1],
  'b/kernel': [2, 1],
  'b/bias': [0.5],
  'a->b/synthesizer/0/kernel': [0.5, 0, 0, 1],
  'a->b/synthesizer/0/bias': [0, 0.5],
};

const batchOfPair = batchOf(2, { x: [1, 2, 0, 1], y: [5, 3] });

describe('one step, by hand', () => {
  onPlainCpu();

  /*
   * Rows of h = x·A + a are (3, −1) and (1, 0); predictions 5.5 and 2.5; each example's own loss
   * 0.25; its gradient in the prediction 1 and −1; in h, times (2, 1): (2, 1) and (−2, −1).
   * M(h) = (1.5, −0.5) and (0.5, 0.5).
   */
  const run = (method: 'dni' | 'none' | 'backprop') => {
    const spec = experiment({
      model: pair,
      training: { method, steps: 10, batch: 2, optimizer: { kind: 'sgd', rate: 0.1 } },
    });
    const trainer = new Trainer(spec, numbers(2));
    setWeights(trainer.network, startOfPair);
    const result = trainer.onBatch(batchOfPair);
    const weights = weightsOf(trainer.network);
    trainer.dispose();
    return { result, weights };
  };

  it('dni: the module below follows the synthetic gradient, divided by the batch', () => {
    const { result, weights } = run('dni');
    expect(lossIn(result)).toBeCloseTo(0.25, 6);
    // xᵀ·M(h)/2 = ((0.75, −0.25), (1.75, −0.25)); bias: (1, 0)
    expectClose(weights['a/kernel'] ?? [], [0.925, 0.025, 0.825, -0.975]);
    expectClose(weights['a/bias'] ?? [], [-0.1, 1]);
  });

  it('dni: the module above follows its own loss', () => {
    const { weights } = run('dni');
    // hᵀ·(0.5, −0.5) = (1, −0.5); bias: 0
    expectClose(weights['b/kernel'] ?? [], [1.9, 1.05]);
    expectClose(weights['b/bias'] ?? [], [0.5]);
  });

  it('dni: the synthesizer is fitted to the gradient of each example', () => {
    const { result, weights } = run('dni');
    // M − target: (−0.5, −1.5) and (2.5, 1.5); ‖·‖²: 2.5 and 8.5
    expect(result.synthesizerLoss.get('a->b')).toBeCloseTo(5.5, 5);
    // 2/2 · hᵀ·(M − target) = ((1, −3), (0.5, 1.5)); bias: (2, 0)
    expectClose(weights['a->b/synthesizer/0/kernel'] ?? [], [0.4, 0.3, -0.05, 0.85]);
    expectClose(weights['a->b/synthesizer/0/bias'] ?? [], [-0.2, 0.5]);
  });

  it('none: nothing comes back, so the module below and the synthesizer stay', () => {
    const { weights } = run('none');
    for (const name of ['a/kernel', 'a/bias', 'a->b/synthesizer/0/kernel'] as const)
      expectClose(weights[name] ?? [], startOfPair[name]);
    expectClose(weights['b/kernel'] ?? [], [1.9, 1.05]);
  });

  it('backprop: the true gradient comes back, and the synthesizer stays', () => {
    const { weights } = run('backprop');
    // per example (2, 1) and (−2, −1), halved: xᵀ· = ((1, 0.5), (1, 0.5)); bias: (0, 0)
    expectClose(weights['a/kernel'] ?? [], [0.9, -0.05, 0.9, -1.05]);
    expectClose(weights['a/bias'] ?? [], [0, 1]);
    expectClose(
      weights['a->b/synthesizer/0/kernel'] ?? [],
      startOfPair['a->b/synthesizer/0/kernel'],
    );
  });

  it('hands the synthetic gradient of the edge above down as the target below', () => {
    const model: z.input<typeof modelSchema> = {
      nodes: { ...pair.nodes, c: { kind: 'dense', units: 1 } },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', decoupled: linear },
        { from: 'b', to: 'c', decoupled: linear },
        { from: 'c', to: 'loss' },
      ],
    };
    const net = network(experiment({ model }), numbers(2));
    setWeights(net, {
      ...startOfPair,
      'b->c/synthesizer/0/kernel': [2],
      'b->c/synthesizer/0/bias': [-1],
    });
    const feed = feedOf(net, batchOfPair);
    const seed = tf.zeros([2], 'int32');
    const one = tf.scalar(1);
    const result = runWindow(net, {
      feed,
      modeOf: () => ({ training: true, updateStatistics: false, seed }),
      method: 'dni',
      nodes: new Set(['a', 'b', 'c', 'loss']),
      learningModules: new Set(['a', 'b', 'c']),
      states: new Map(),
      received: new Map(),
      scaleOf: () => one,
      variables: [],
    });
    // b gives 5.5 and 2.5, so M(b) is 10 and 4; times (2, 1): what a's synthesizer is to learn.
    expectClose(valuesOf(result.traces.get('b->c')?.[0]?.synthetic), [10, 4]);
    expectClose(valuesOf(result.traces.get('a->b')?.[0]?.arriving), [20, 10, 8, 4]);
    result.dispose();
    tf.dispose([seed, one, ...Object.values(feed.fields)]);
    net.dispose();
  });
});

/** A chain with batch norm, and a graph with a residual add, one branch of it decoupled. */
const layer = { kind: 'dense', units: 4, batchNorm: true, activation: 'tanh' } as const;
const chain: z.input<typeof modelSchema> = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: layer,
    b: layer,
    c: { kind: 'dense', units: 3 },
    loss: { kind: 'softmaxCrossEntropy', target: 'label' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', decoupled: linear },
    { from: 'b', to: 'c', decoupled: linear },
    { from: 'c', to: 'loss' },
  ],
};
const residual: z.input<typeof modelSchema> = {
  nodes: { ...chain.nodes, sum: { kind: 'add' } },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', decoupled: linear },
    { from: 'a', to: 'sum' },
    { from: 'b', to: 'sum', decoupled: linear },
    { from: 'sum', to: 'c', decoupled: linear },
    { from: 'c', to: 'loss' },
  ],
};

describe('with the true gradient in place of the prediction', () => {
  onPlainCpu();
  const batch = batchOf(6, { x: wave(30), label: [0, 1, 2, 2, 1, 0] });

  const trainFor = (model: Model | z.input<typeof modelSchema>, method: 'backprop' | 'dni') => {
    const spec = experiment({
      model,
      training: { method, steps: 10, batch: 6, optimizer: { kind: 'momentum', rate: 0.2 } },
    });
    const trainer = new Trainer(spec, numbers(5));
    const net = trainer.network;
    for (let i = 0; i < 10; i++) {
      const feed = feedOf(net, batch);
      const exact = trueGradients(net, feed, 1);
      if (method === 'dni')
        for (const [edge, on] of net.interfaces) {
          const gradient = exact.get(edge)?.[0]?.gradient;
          if (!gradient) throw new Error(`no gradient arrives at ${edge}`);
          on.synthesizer = { predict: () => tf.clone(gradient) };
        }
      trainer.onBatch(batch);
      tf.dispose([...exact.values()].flat().map(({ gradient }) => gradient));
      tf.dispose(Object.values(feed.fields));
    }
    const weights = weightsOf(net);
    trainer.dispose();
    return weights;
  };

  it.each([
    ['a chain', chain],
    ['a graph with a residual add', residual],
  ])('ten steps of dni end where ten of backprop do: %s', (_, model) => {
    const backprop = trainFor(model, 'backprop');
    const dni = trainFor(model, 'dni');
    expect(Object.keys(backprop)).toContain('b/batchNorm/scale');
    expect(relativeDifference(backprop, dni)).toBeLessThan(1e-5);
  });
});

describe('sparse updates', () => {
  onPlainCpu();

  it('leave a module alone that does not take part, and its neighbours go on', () => {
    const spec = experiment({ model: chain });
    const trainer = new Trainer(spec, numbers(5));
    const net = trainer.network;
    const batch = batchOf(6, { x: wave(30), label: [0, 1, 2, 2, 1, 0] });
    const before = weightsOf(net);
    const result = trainer.onBatch(batch, new Set(['c']));
    const after = weightsOf(net);
    expect(after['c/kernel']).not.toEqual(before['c/kernel']);
    expect(after['a/kernel']).toEqual(before['a/kernel']);
    expect(after['b/kernel']).toEqual(before['b/kernel']);
    // Only c computed a gradient, so only the synthesizer below it learnt.
    expect([...result.synthesizerLoss.keys()]).toEqual(['b->c']);
    expect(after['a->b/synthesizer/0/kernel']).toEqual(before['a->b/synthesizer/0/kernel']);
    trainer.onBatch(batch, new Set());
    expect(weightsOf(net)['c/kernel']).toEqual(after['c/kernel']);
    trainer.dispose();
  });
});
