import { describe, expect, it } from 'vitest';
import { trueGradients } from '#engine/run/diagnostics';
import { uploadFeed, type Feed } from '#engine/feed/feed';
import type { Network } from '#engine/model/network';
import { runAuxiliaryPass } from '#engine/step/auxiliary-pass';
import { initialStates } from '#engine/unroll/initial-states';
import { runWindow, type WindowPassResult } from '#engine/pass/window-pass';
import type { ExperimentInput } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { Fields } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import {
  expectClose,
  experiment,
  network,
  onPlainCpu,
  setWeights,
  Trainer,
  valuesOf,
  wave,
  weightsOf,
  windowOf,
} from '../helpers';

type ModelInput = ExperimentInput['model'];

const one: Fields = {
  x: { kind: 'values', shape: [1] },
  y: { kind: 'values', shape: [1] },
};

/** x → core → out → loss; the core's loop decoupled. */
const tiny = (decoupled: Record<string, unknown>): ModelInput => ({
  nodes: {
    x: { kind: 'input', field: 'x' },
    core: { kind: 'rnn', units: 1, activation: 'linear' },
    out: { kind: 'dense', units: 1, bias: false },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'core' },
    {
      from: 'core',
      to: 'core',
      delay: 1,
      decoupled: { synthesizer: { hidden: [] }, syntheticGradientScale: 0.5, ...decoupled },
    },
    { from: 'core', to: 'out' },
    { from: 'out', to: 'loss' },
  ],
});

const startOfTiny = {
  'core/kernel': [1],
  'core/recurrent': [0.5],
  'core/bias': [0],
  'out/kernel': [1],
  'core->core/synthesizer/0/kernel': [0.2],
  'core->core/synthesizer/0/bias': [0.1],
};

const sequential = (model: ModelInput, method: string, unroll: number, batch = 1) =>
  experiment({
    model,
    task: { kind: 'sequence', dataset: 'd' },
    training: {
      method,
      steps: 10,
      batch,
      unroll,
      fullUnroll: unroll,
      optimizer: { kind: 'sgd', rate: 0.01 },
    },
  } as Partial<ExperimentInput>);

describe('one unroll, by hand', () => {
  onPlainCpu();
  const data = { x: { size: 1, values: [1, 2] }, y: { size: 1, values: [0, 0] } };

  const run = (method: string) => {
    const trainer = new Trainer(sequential(tiny({}), method, 2), one);
    setWeights(trainer.network, startOfTiny);
    const report = trainer.on(() => windowOf(1, data, null, 0, 2), 2);
    const weights = weightsOf(trainer.network);
    const state = valuesOf(trainer.memory.states.get('core->core'));
    trainer.dispose();
    return { report, weights, state };
  };

  /*
   * s = 1, 2.5; losses 1 and 6.25. Beyond the cut: 0.5 · M(2.5) = 0.5 · 0.6 = 0.3.
   * At s2: 2 · 2.5 + 0.3 = 5.3; at s1: 2 · 1 + 0.5 · 5.3 = 4.65; at s0: 0.5 · 4.65 = 2.325.
   * Kernel: 4.65 · 1 + 5.3 · 2 = 15.25; recurrent: 4.65 · 0 + 5.3 · 1; bias 9.95; all halved (two ticks).
   */
  it('dni: the core follows its losses and the synthetic gradient of the last state', () => {
    const { report, weights, state } = run('dni');
    expect(report.losses.get('loss')).toEqual({ sum: 7.25, valid: 2, incorrect: null });
    expectClose(weights['core/kernel'] ?? [], [1 - 0.07625]);
    expectClose(weights['core/recurrent'] ?? [], [0.5 - 0.0265]);
    expectClose(weights['core/bias'] ?? [], [-0.04975]);
    // (2 · 1 · 1 + 2 · 2.5 · 2.5) / 2
    expectClose(weights['out/kernel'] ?? [], [1 - 0.0725]);
    expectClose(state, [2.5]);
  });

  it('dni: the synthesizer learns what arrives at the first state, the synthetic gradient in it', () => {
    const { report, weights } = run('dni');
    // M(s0) = M(0) = 0.1, target 2.325.
    expect(report.synthesizerLoss.get('core->core')).toBeCloseTo(2.225 ** 2, 4);
    expectClose(weights['core->core/synthesizer/0/kernel'] ?? [], [0.2]);
    expectClose(weights['core->core/synthesizer/0/bias'] ?? [], [0.1 + 0.0445]);
  });

  it('none: truncated backpropagation through time', () => {
    const { weights } = run('none');
    // At s2: 5; at s1: 2 + 2.5 = 4.5. Kernel: 4.5 + 10, halved; recurrent: 5, halved.
    expectClose(weights['core/kernel'] ?? [], [1 - 0.0725]);
    expectClose(weights['core/recurrent'] ?? [], [0.5 - 0.025]);
    expectClose(weights['core->core/synthesizer/0/bias'] ?? [], [0.1]);
  });

  it('the future of a sequence that ends with the window is zero', () => {
    const trainer = new Trainer(sequential(tiny({}), 'dni', 2), one);
    setWeights(trainer.network, startOfTiny);
    trainer.on(() => windowOf(1, data, [[2]], 0, 2), 2);
    // As `none`: nothing lies beyond.
    expectClose(weightsOf(trainer.network)['core/kernel'] ?? [], [1 - 0.0725]);
    trainer.dispose();
  });

  it('goes through the last window again for the auxiliary task and for trainMessage', () => {
    const spec = sequential(tiny({ auxiliary: true, trainMessage: true }), 'dni', 2);
    const net = network(spec, one);
    setWeights(net, {
      ...startOfTiny,
      'core->core/auxiliary/0/kernel': [0.3],
      'core->core/auxiliary/0/bias': [0],
    });
    const feed = uploadFeed(net, windowOf(1, data, null, 0, 2));
    const states = initialStates(net, 1);
    const variables = net.parameters.all();
    const seed = tf.zeros([2], 'int32');
    const [future, arriving] = [tf.tensor2d([[0.1], [0.2]]), tf.tensor2d([[0.4]])];
    const warming = tf.scalar(0);
    const gradientsWith = (seen: {
      future: Tensor | null;
      futureWeight?: Tensor;
      arriving: Tensor | null;
    }) => {
      const gradients = runAuxiliaryPass(net, {
        feed,
        modeOf: () => ({ training: true, updateStatistics: false, seed }),
        nodes: new Set(['core', 'out', 'loss']),
        states,
        received: new Map(),
        targets: new Map([
          ['core->core', { futureWeight: null, ...seen, futureMask: null, arrivingMask: null }],
        ]),
        variables: variables.map(({ variable }) => variable),
      });
      const found = Object.fromEntries(
        gradients.map((gradient, index) => [variables[index]?.name, valuesOf(gradient)]),
      );
      tf.dispose(gradients.filter((gradient) => gradient !== null));
      return found;
    };
    // A(1) − 0.1 = 0.2, A(2.5) − 0.2 = 0.55; 2 · difference / 2 ticks.
    const auxiliary = gradientsWith({ future, arriving: null });
    expectClose(auxiliary['core->core/auxiliary/0/kernel'] ?? [], [0.2 + 0.55 * 2.5]);
    expectClose(auxiliary['core->core/auxiliary/0/bias'] ?? [], [0.75]);
    // At s2: 0.55 · 0.3 = 0.165; at s1: 0.2 · 0.3 + 0.5 · 0.165 = 0.1425.
    expectClose(auxiliary['core/kernel'] ?? [], [0.1425 + 0.165 * 2]);
    expectClose(auxiliary['core/recurrent'] ?? [], [0.165]);
    expect(auxiliary['out/kernel']).toEqual([]);
    // While the synthesizer warms up the head learns the same, and the core nothing of it.
    const early = gradientsWith({ future, futureWeight: warming, arriving: null });
    expect(early['core->core/auxiliary/0/kernel']).toEqual(
      auxiliary['core->core/auxiliary/0/kernel'],
    );
    expect(early['core/kernel']).toEqual([0]);
    // M(2.5) = 0.6; 2 · (0.6 − 0.4) · 0.2 = 0.08 at s2, 0.04 at s1.
    const message = gradientsWith({ future: null, arriving });
    expectClose(message['core/kernel'] ?? [], [0.04 + 0.08 * 2]);
    for (const gradients of [auxiliary, early, message])
      for (const name of ['kernel', 'bias'])
        expect(gradients[`core->core/synthesizer/0/${name}`]).toEqual([]);
    tf.dispose([
      seed,
      future,
      arriving,
      warming,
      ...states.values(),
      ...Object.values(feed.fields),
    ]);
    net.dispose();
  });

  it('while the synthesizer warms up the core goes where truncated backpropagation takes it', () => {
    const ends = [
      { method: 'none', more: {} },
      { method: 'dni', more: { auxiliary: true, warmup: 4 } },
    ].map(({ method, more }) => {
      const trainer = new Trainer(sequential(tiny(more), method, 2), one);
      setWeights(trainer.network, startOfTiny);
      for (let window = 0; window < 4; window++) trainer.on(() => windowOf(1, data, null, 0, 2), 2);
      const weights = weightsOf(trainer.network);
      trainer.on(() => windowOf(1, data, null, 0, 2), 2);
      const after = weightsOf(trainer.network);
      trainer.dispose();
      return { weights, after };
    });
    const [none, dni] = ends;
    expectClose(dni?.weights['core/kernel'] ?? [], none?.weights['core/kernel'] ?? [NaN]);
    expectClose(dni?.weights['core/recurrent'] ?? [], none?.weights['core/recurrent'] ?? [NaN]);
    expect(dni?.weights['core->core/auxiliary/0/bias']).not.toEqual([0]);
    expect(dni?.after['core/kernel']).not.toEqual(none?.after['core/kernel']);
  });

  it('the auxiliary head learns from the second window on', () => {
    const trainer = new Trainer(sequential(tiny({ auxiliary: true }), 'dni', 2), one);
    setWeights(trainer.network, { ...startOfTiny, 'core->core/auxiliary/0/bias': [1] });
    trainer.on(() => windowOf(1, data, null, 0, 2), 2);
    expect(weightsOf(trainer.network)['core->core/auxiliary/0/bias']).toEqual([1]);
    trainer.on(() => windowOf(1, data, null, 0, 2), 2);
    expect(weightsOf(trainer.network)['core->core/auxiliary/0/bias']?.[0]).not.toBe(1);
    trainer.dispose();
  });
});

const many: Fields = {
  x: { kind: 'values', shape: [3] },
  symbol: { kind: 'label', classes: 4 },
};

/** Two stacked cores with a decoupled loop each, the way between them plain. */
const stacked = (first: string, second: string): ModelInput => {
  const loop = { synthesizer: { hidden: [] }, syntheticGradientScale: 1 };
  return {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: first, units: 4 } as never,
      b: { kind: second, units: 3 } as never,
      out: { kind: 'dense', units: 'classes' },
      loss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'a', delay: 1, decoupled: loop },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'b', delay: 1, decoupled: loop },
      { from: 'b', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  };
};

describe('with the exact future gradient in place of the prediction', () => {
  onPlainCpu();
  const rows = 2;
  const ticks = 16;
  const data = {
    x: { size: 3, values: wave(rows * ticks * 3) },
    symbol: {
      size: 1,
      isLabel: true,
      values: Array.from({ length: rows * ticks }, (_, index) => (index * 7 + (index % 5)) % 4),
    },
  };

  const pass = (
    net: Network,
    feed: Feed,
    method: 'dni' | 'backprop',
    states: ReadonlyMap<EdgeId, Tensor>,
  ): WindowPassResult => {
    const seed = tf.zeros([2], 'int32');
    const scale = tf.scalar(1);
    const result = runWindow(net, {
      feed,
      method,
      modeOf: () => ({ training: true, updateStatistics: false, seed }),
      nodes: new Set(['a', 'b', 'out', 'loss']),
      learningModules: new Set(net.modules.map(({ id }) => id)),
      states,
      received: new Map(),
      scaleOf: () => scale,
      variables: net.parameters.all().map(({ variable }) => variable),
    });
    tf.dispose([seed, scale]);
    return result;
  };

  it.each([
    ['lstm over gru', 'lstm', 'gru', null],
    [
      'rnn over lstm, sequences ending',
      'rnn',
      'lstm',
      [
        [0, 6, 12],
        [3, 9],
      ],
    ],
  ])('four windows of 4 ticks give the gradient of one of 16: %s', (_, first, second, begins) => {
    const net = network(sequential(stacked(first, second), 'dni', 4, rows), many);
    const whole = uploadFeed(net, windowOf(rows, data, begins, 0, ticks));
    const exact = trueGradients(net, whole, 1);
    const zero = initialStates(net, rows);
    const reference = pass(net, whole, 'backprop', zero);
    const expected = reference.gradients.map((gradient) => valuesOf(gradient));
    reference.dispose();

    let states: ReadonlyMap<EdgeId, Tensor> = zero;
    const sums = expected.map((values) => values.map(() => 0));
    for (let window = 0; window < 4; window++) {
      const end = 4 * (window + 1);
      for (const on of net.interfaces.values())
        on.synthesizer = {
          predict: (message) => {
            const found = exact.get(on.edge)?.find(({ sent }) => sent.includes(end));
            return found ? tf.clone(found.gradient) : tf.zerosLike(message);
          },
        };
      const feed = uploadFeed(net, windowOf(rows, data, begins, 4 * window, 4));
      const result = pass(net, feed, 'dni', states);
      result.gradients.forEach((gradient, index) =>
        valuesOf(gradient).forEach((value, at) => {
          (sums[index] as number[])[at] = ((sums[index] as number[])[at] ?? 0) + value / 4;
        }),
      );
      if (window > 0)
        for (const [edge, seen] of result.traces) {
          const arrived = seen.find(({ sentAt }) => sentAt[0] === 0)?.arriving;
          const wanted = exact.get(edge)?.find(({ sent }) => sent.includes(4 * window));
          expectClose(valuesOf(arrived), valuesOf(wanted?.gradient), 5);
        }
      const next = new Map([...result.states].map(([edge, state]) => [edge, state.clone()]));
      tf.dispose([...states.values()]);
      states = next;
      result.dispose();
      tf.dispose([...Object.values(feed.fields), ...(feed.resetMask ? [feed.resetMask] : [])]);
    }
    sums.forEach((values, index) => {
      const scale = Math.max(...(expected[index] ?? []).map(Math.abs));
      values.forEach((value, at) => {
        expect(Math.abs(value - (expected[index]?.[at] ?? Number.NaN)) / scale).toBeLessThan(1e-5);
      });
    });
    tf.dispose([...states.values(), ...Object.values(whole.fields)]);
    if (whole.resetMask) whole.resetMask.dispose();
    tf.dispose([...exact.values()].flat().map(({ gradient }) => gradient));
    net.dispose();
  });
});
