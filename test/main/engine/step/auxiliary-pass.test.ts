import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed, type Feed } from '#engine/feed/feed';
import type { Network } from '#engine/model/network';
import { runAuxiliaryPass, type AuxiliaryTargets } from '#engine/step/auxiliary-pass';
import { initialStates } from '#engine/unroll/initial-states';
import { TensorArray } from '#engine/unroll/tensor-array';
import type { ExperimentInput } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { Fields } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import {
  add,
  difference,
  gradientIn,
  linear,
  multiply,
  rowsOf,
  squared,
  type Matrix,
  type Weights,
} from '../float64';
import {
  expectClose,
  experiment,
  network,
  onPlainCpu,
  setWeights,
  valuesOf,
  wave,
  weightsOf,
  windowOf,
} from '../helpers';

type ModelInput = ExperimentInput['model'];

const fields: Fields = {
  x: { kind: 'values', shape: [1] },
  y: { kind: 'values', shape: [1] },
};

const networkOf = (model: ModelInput, rows: number): Network =>
  network(
    experiment({
      model,
      task: { kind: 'sequence', dataset: 'd' },
      training: {
        method: 'dni',
        steps: 1,
        batch: rows,
        unroll: 2,
        optimizer: { kind: 'sgd', rate: 1 },
      },
    }),
    fields,
  );

/** What is known of one edge; everything that is left out is null. */
const knownOf = (some: Partial<AuxiliaryTargets>): AuxiliaryTargets => ({
  future: null,
  futureWeight: null,
  futureMask: null,
  arriving: null,
  arrivingMask: null,
  ...some,
});

interface Pass {
  net: Network;
  feed: Feed;
  nodes: string[];
  edge: EdgeId;
  known: Partial<AuxiliaryTargets>;
  states?: ReadonlyMap<EdgeId, Tensor>;
  given?: ReadonlyMap<EdgeId, TensorArray>;
}

/**
 * The gradients of all parameters, by name; empty where none arrives. Nothing may be left of the pass but the
 * gradients themselves. No parameter of a synthesizer ever has a gradient here: it learns in the pass after.
 */
const gradientsOf = ({
  net,
  feed,
  nodes,
  edge,
  known,
  states,
  given,
}: Pass): Record<string, number[]> => {
  const parameters = net.parameters.all();
  const seed = tf.zeros([2], 'int32');
  const zeros = initialStates(net, feed.rows);
  const before = tf.memory().numTensors;
  const gradients = runAuxiliaryPass(net, {
    feed,
    modeOf: () => ({ training: true, updateStatistics: false, seed }),
    nodes: new Set(nodes),
    states: states ?? zeros,
    received: given ?? new Map(),
    targets: new Map([[edge, knownOf(known)]]),
    variables: parameters.map(({ variable }) => variable),
  });
  const arrived = gradients.filter((gradient) => gradient !== null);
  expect(tf.memory().numTensors - before).toBe(arrived.length);
  expect(gradients.length).toBe(parameters.length);
  const found = Object.fromEntries(
    parameters.map(({ name }, index) => [name, valuesOf(gradients[index])]),
  );
  tf.dispose([...arrived, ...zeros.values(), seed]);
  for (const [name, values] of Object.entries(found))
    if (name.includes('/synthesizer/')) expect(values, name).toEqual([]);
  return found;
};

/** Those of one parameter, which has to exist. */
const at = (gradients: Record<string, number[]>, name: string): number[] => {
  const found = gradients[name];
  if (!found) throw new Error(`no parameter '${name}'`);
  return found;
};

describe('the auxiliary pass over a window, by hand', () => {
  onPlainCpu();

  /** x → core → out → loss, all of one unit and linear. */
  const tiny = (decoupled: Record<string, unknown>, period = 1): ModelInput => ({
    nodes: {
      x: { kind: 'input', field: 'x' },
      core: { kind: 'rnn', units: 1, activation: 'linear', period },
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
  const nodes = ['core', 'out', 'loss'];

  /** The gradients of a window with these inputs (one row), which begins with the state 2. */
  const pass = (
    known: { future?: number[]; counts?: number; futureMask?: number[]; arriving?: number },
    {
      decoupled = { auxiliary: true, trainMessage: true } as Record<string, unknown>,
      x = [4, 1],
      period = 1,
    } = {},
  ): Record<string, number[]> => {
    const net = networkOf(tiny(decoupled, period), 1);
    setWeights(net, {
      'core/kernel': [0.5],
      'core/recurrent': [-0.5],
      'core/bias': [1],
      'core->core/synthesizer/0/kernel': [0.2],
      'core->core/synthesizer/0/bias': [0.1],
      ...(decoupled['auxiliary']
        ? { 'core->core/auxiliary/0/kernel': [0.4], 'core->core/auxiliary/0/bias': [-0.3] }
        : {}),
    });
    const { length } = x;
    const data = { x: { size: 1, values: x }, y: { size: 1, values: x.map(() => 7) } };
    const feed = uploadFeed(net, windowOf(1, data, null, 0, length));
    const state = tf.tensor2d([[2]]);
    const tensors = {
      future: known.future ? tf.tensor2d(known.future, [known.future.length, 1]) : null,
      futureWeight: known.counts === undefined ? null : tf.scalar(known.counts),
      futureMask: known.futureMask ? tf.tensor1d(known.futureMask) : null,
      arriving: known.arriving === undefined ? null : tf.tensor2d([[known.arriving]]),
    };
    const gradients = gradientsOf({
      net,
      feed,
      nodes,
      edge: 'core->core',
      known: tensors,
      states: new Map([['core->core', state]]),
    });
    tf.dispose([state, ...Object.values(tensors).filter((tensor) => tensor !== null)]);
    disposeFeed(feed);
    net.dispose();
    return gradients;
  };

  /*
   * s1 = 0.5 · 4 − 0.5 · 2 + 1 = 2, s2 = 0.5 · 1 − 0.5 · 2 + 1 = 0.5; A(s) = 0.4 s − 0.3: A(2) = 0.5 and
   * A(0.5) = −0.1. Targets 0.3 and 0.3: differences 0.2 and −0.4. The term is (0.2² + 0.4²) / 2.
   */
  const future = [0.3, 0.3];

  it('trains the head and the core towards the synthetic gradients one window later', () => {
    const gradients = pass({ future });
    expectClose(at(gradients, 'core->core/auxiliary/0/kernel'), [0.2 * 2 - 0.4 * 0.5]);
    expectClose(at(gradients, 'core->core/auxiliary/0/bias'), [0.2 - 0.4]);
    // At s2: −0.4 · 0.4 = −0.16; at s1: 0.2 · 0.4 + 0.5 · 0.16 = 0.16.
    expectClose(at(gradients, 'core/kernel'), [0.16 * 4 - 0.16 * 1]);
    expectClose(at(gradients, 'core/recurrent'), [0.16 * 2 - 0.16 * 2]);
    expectClose(at(gradients, 'core/bias'), [0.16 - 0.16]);
  });

  it('gives no gradient to parameters that the terms do not reach', () => {
    // The losses are no part of this pass.
    expect(at(pass({ future }), 'out/kernel')).toEqual([]);
    expect(at(pass({ arriving: 1 }), 'out/kernel')).toEqual([]);
    expect(at(pass({ arriving: 1 }), 'core->core/auxiliary/0/kernel')).toEqual([]);
  });

  it('trains the head and not the core while the share of the error is 0', () => {
    const [whole, none] = [pass({ future, counts: 1 }), pass({ future, counts: 0 })];
    for (const gradients of [whole, none]) {
      expectClose(at(gradients, 'core->core/auxiliary/0/kernel'), [0.2]);
      expectClose(at(gradients, 'core->core/auxiliary/0/bias'), [-0.2]);
    }
    expectClose(at(whole, 'core/kernel'), [0.48]);
    for (const name of ['core/kernel', 'core/recurrent', 'core/bias'])
      expect(at(none, name)).toEqual([0]);
  });

  it('leaves out states whose sequence ends before the window after', () => {
    // Without the second state: at s1 0.2 · 0.4 = 0.08. The mean is still over both.
    const first = pass({ future, futureMask: [1, 0] });
    expectClose(at(first, 'core->core/auxiliary/0/kernel'), [0.2 * 2]);
    expectClose(at(first, 'core->core/auxiliary/0/bias'), [0.2]);
    expectClose(at(first, 'core/kernel'), [0.08 * 4]);
    // Without the first: at s2 −0.16, at s1 0.08.
    const second = pass({ future, futureMask: [0, 1] });
    expectClose(at(second, 'core->core/auxiliary/0/kernel'), [-0.4 * 0.5]);
    expectClose(at(second, 'core/kernel'), [0.08 * 4 - 0.16]);
    expectClose(at(second, 'core/recurrent'), [0.08 * 2 - 0.16 * 2]);
  });

  it('trains the core with the error of the synthesizer at the last state', () => {
    // M(0.5) = 0.2, and 0.7 arrived: 2 · (0.2 − 0.7) · 0.2 = −0.2 at s2, 0.1 at s1.
    const gradients = pass({ arriving: 0.7 });
    expectClose(at(gradients, 'core/kernel'), [0.1 * 4 - 0.2]);
    expectClose(at(gradients, 'core/recurrent'), [0.1 * 2 - 0.2 * 2]);
    expectClose(at(gradients, 'core/bias'), [0.1 - 0.2]);
  });

  it('adds up both terms, and keeps only the auxiliary error from the core', () => {
    const sum = pass({ future, arriving: 0.7 });
    expectClose(at(sum, 'core/kernel'), [0.48 + 0.2]);
    expectClose(at(sum, 'core/recurrent'), [0 - 0.2]);
    expectClose(at(sum, 'core->core/auxiliary/0/kernel'), [0.2]);
    const early = pass({ future, counts: 0, arriving: 0.7 });
    expectClose(at(early, 'core/kernel'), [0.2]);
    expectClose(at(early, 'core/recurrent'), [-0.2]);
    expectClose(at(early, 'core->core/auxiliary/0/kernel'), [0.2]);
  });

  it('has no gradients at all where the edge has neither of the two settings', () => {
    const known = { future, arriving: 0.7 };
    expect(Object.values(pass(known, { decoupled: {} })).flat()).toEqual([]);
    expect(Object.values(pass({})).flat()).toEqual([]);
    // Each term only with its own setting.
    const auxiliary = pass(known, { decoupled: { auxiliary: true } });
    expectClose(at(auxiliary, 'core/kernel'), [0.48]);
    const message = pass(known, { decoupled: { trainMessage: true } });
    expectClose(at(message, 'core/kernel'), [0.2]);
  });

  it('takes the mean over all ticks of the window where a core computes at some of them', () => {
    // The core sees 4 and 1 as above, at the ticks 2 and 4: the same sums over 4 in place of 2.
    const gradients = pass({ future }, { x: [9, 4, -9, 1], period: 2 });
    expectClose(at(gradients, 'core->core/auxiliary/0/kernel'), [0.1]);
    expectClose(at(gradients, 'core->core/auxiliary/0/bias'), [-0.1]);
    expectClose(at(gradients, 'core/kernel'), [0.24]);
    // The error of the synthesizer is a mean over rows, not over ticks.
    const message = pass({ arriving: 0.7 }, { x: [9, 4, -9, 1], period: 2 });
    expectClose(at(message, 'core/kernel'), [0.2]);
  });

  it('counts the last message once where it is read in its own window and in the next', () => {
    // `slow` sends at every second tick to `far`, which reads at every tick; no state is a core's.
    const net = networkOf(
      {
        nodes: {
          x: { kind: 'input', field: 'x' },
          slow: { kind: 'dense', units: 1, bias: false, period: 2 },
          middle: { kind: 'dense', units: 1, bias: false },
          far: { kind: 'concat', period: 1 },
          out: { kind: 'dense', units: 1, bias: false },
          loss: { kind: 'meanSquaredError', target: 'y' },
        },
        edges: [
          { from: 'x', to: 'slow' },
          { from: 'slow', to: 'middle' },
          {
            from: 'slow',
            to: 'far',
            decoupled: { synthesizer: { hidden: [] }, auxiliary: true, trainMessage: true },
          },
          { from: 'middle', to: 'far' },
          { from: 'far', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      1,
    );
    setWeights(net, {
      'slow/kernel': [3],
      'slow->far/auxiliary/0/kernel': [0.5],
      'slow->far/auxiliary/0/bias': [1],
      'slow->far/synthesizer/0/kernel': [0.2],
      'slow->far/synthesizer/0/bias': [0.1],
    });
    const data = { x: { size: 1, values: [5, 1, 7, 2] }, y: { size: 1, values: [0, 0, 0, 0] } };
    const feed = uploadFeed(net, windowOf(1, data, null, 0, 4));
    const [targets, arriving] = [tf.tensor2d([[1], [2]]), tf.tensor2d([[0.5]])];
    const common = {
      net,
      feed,
      nodes: ['slow', 'middle', 'far', 'out', 'loss'],
      edge: 'slow->far',
    } as const;
    // Messages 3 · 1 and 3 · 2; A = 2.5 and 4: differences 1.5 and 2, 2 · difference / 4 ticks.
    const auxiliary = gradientsOf({
      ...common,
      nodes: [...common.nodes],
      known: { future: targets },
    });
    expectClose(at(auxiliary, 'slow->far/auxiliary/0/kernel'), [0.75 * 3 + 1 * 6]);
    expectClose(at(auxiliary, 'slow->far/auxiliary/0/bias'), [1.75]);
    expectClose(at(auxiliary, 'slow/kernel'), [0.5 * (0.75 * 1 + 1 * 2)]);
    expect(at(auxiliary, 'middle/kernel')).toEqual([]);
    // M(6) = 1.3; 2 · (1.3 − 0.5) · 0.2 = 0.32 at the message of the input 2.
    const message = gradientsOf({ ...common, nodes: [...common.nodes], known: { arriving } });
    expectClose(at(message, 'slow/kernel'), [0.64]);
    tf.dispose([targets, arriving]);
    disposeFeed(feed);
    net.dispose();
  });
});

describe('the auxiliary pass over a window, by finite differences', () => {
  onPlainCpu();

  const [rows, ticks, units, hidden] = [2, 3, 2, 3];

  /** A lower module of two units, and above it a core of two, its loop with both terms. */
  const model: ModelInput = {
    nodes: {
      x: { kind: 'input', field: 'x' },
      below: { kind: 'dense', units },
      core: { kind: 'rnn', units },
      out: { kind: 'dense', units: 1 },
      loss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'below' },
      { from: 'below', to: 'core', decoupled: { synthesizer: { hidden: [] } } },
      {
        from: 'core',
        to: 'core',
        delay: 1,
        decoupled: {
          synthesizer: { hidden: [hidden], activation: 'tanh', condition: { inputs: 2 } },
          auxiliary: true,
          trainMessage: true,
        },
      },
      { from: 'core', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  };

  /** The stream of each row; the window is its ticks 2 to 4 (from 0). */
  const inputs: Matrix = [
    [0.3, -0.8, 0.5, 0.9, -0.4],
    [-0.6, 0.2, 0.7, -0.1, 0.8],
  ];
  /** In row 1 a sequence begins with the second tick of the window, in row 0 right after it. */
  const begins = [[5], [3]];
  /** What the lower module sent, by tick and row. */
  const sent = wave(ticks * rows * units, 0.9);
  const start = wave(rows * units, 0.7);
  const future = wave(ticks * rows * units, 1.3);
  const futureMask = [1, 0, 0, 1, 1, 1];
  const arriving = wave(rows * units, 1.1).map((value) => 4 * value);
  const arrivingMask = [0, 1];

  /** The synthesizer, or the head of the auxiliary task: one hidden layer. */
  const predicted = (weights: Weights, name: string, x: readonly number[]): number[] =>
    linear(weights, `${name}/1`, linear(weights, `${name}/0`, x).map(Math.tanh));

  /** The states of one row at all ticks of the window. */
  const statesOf = (weights: Weights, row: number): Matrix => {
    let state = rowsOf(start, units)[row] ?? [];
    return Array.from({ length: ticks }, (_, tick) => {
      const isFirst = begins[row]?.includes(2 + tick) ?? false;
      const before = isFirst ? state.map(() => 0) : state;
      const projected = linear(weights, 'core', rowsOf(sent, units)[tick * rows + row] ?? []);
      state = add(projected, multiply(before, weights['core/recurrent'], units)).map(Math.tanh);
      return state;
    });
  };

  /** Σ ‖A(s_t) − future‖² / n over the states that count, n = ticks · rows. */
  const auxiliaryTerm = (weights: Weights): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++)
      statesOf(weights, row).forEach((state, tick) => {
        const place = tick * rows + row;
        const guess = predicted(weights, 'core->core/auxiliary', state);
        sum += (futureMask[place] ?? 0) * squared(difference(guess, rowsOf(future, units)[place]));
      });
    return sum / (ticks * rows);
  };

  /** ‖M(s_T, c) − arriving‖² / rows over the rows that count; c: the last two inputs of the stream. */
  const messageTerm = (weights: Weights): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const context = inputs[row]?.slice(3, 5) ?? [];
      const last = statesOf(weights, row).at(-1) ?? [];
      const guess = predicted(weights, 'core->core/synthesizer', [...last, ...context]);
      sum += (arrivingMask[row] ?? 0) * squared(difference(guess, rowsOf(arriving, units)[row]));
    }
    return sum / rows;
  };

  const compare = (
    terms: { auxiliary: boolean; message: boolean },
    expectedOf: (weights: Weights, name: string) => number[],
    counts: number | null = null,
  ): void => {
    const net = networkOf(model, rows);
    setWeights(
      net,
      Object.fromEntries(
        net.parameters.all().map(({ name, variable }, index) => [
          name,
          // Small enough for no tanh to saturate.
          wave(variable.size, 0.4 + 0.3 * index).map((value) => 0.6 * value),
        ]),
      ),
    );
    const values = inputs.flat();
    const data = { x: { size: 1, values }, y: { size: 1, values: values.map(() => 0) } };
    const feed = uploadFeed(net, windowOf(rows, data, begins, 2, ticks, 2));
    const made = {
      future: tf.tensor2d(future, [ticks * rows, units]),
      futureMask: tf.tensor1d(futureMask),
      arriving: tf.tensor2d(arriving, [rows, units]),
      arrivingMask: tf.tensor1d(arrivingMask),
      start: tf.tensor2d(start, [rows, units]),
      sent: tf.tensor2d(sent, [ticks * rows, units]),
    };
    const futureWeight = counts === null ? null : tf.scalar(counts);
    const gradients = gradientsOf({
      net,
      feed,
      nodes: ['core', 'out', 'loss'],
      edge: 'core->core',
      known: {
        futureWeight,
        ...(terms.auxiliary ? { future: made.future, futureMask: made.futureMask } : {}),
        ...(terms.message ? { arriving: made.arriving, arrivingMask: made.arrivingMask } : {}),
      },
      states: new Map([['core->core', made.start]]),
      given: new Map([['below->core', new TensorArray(rows, made.sent)]]),
    });
    const weights = weightsOf(net);
    for (const [name, found] of Object.entries(gradients)) {
      const expected = expectedOf(weights, name);
      expectClose(found, expected, 5);
      if (name.startsWith('core/') && counts !== 0)
        expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-2);
    }
    tf.dispose([...Object.values(made), ...(futureWeight ? [futureWeight] : [])]);
    disposeFeed(feed);
    net.dispose();
  };

  const isHead = (name: string): boolean => name.startsWith('core->core/auxiliary/');
  const isCore = (name: string): boolean => name.startsWith('core/');

  it('has the gradients of the auxiliary task in head and core, and in no other module', () => {
    compare({ auxiliary: true, message: false }, (weights, name) =>
      isHead(name) || isCore(name) ? gradientIn(auxiliaryTerm, weights, name) : [],
    );
  });

  it('has the gradients of the error of the synthesizer, which sees the last inputs, in the core', () => {
    compare({ auxiliary: false, message: true }, (weights, name) =>
      isCore(name) ? gradientIn(messageTerm, weights, name) : [],
    );
  });

  it('has the gradients of the sum of both', () => {
    const sum = (weights: Weights): number => auxiliaryTerm(weights) + messageTerm(weights);
    compare({ auxiliary: true, message: true }, (weights, name) =>
      isHead(name) || isCore(name) ? gradientIn(sum, weights, name) : [],
    );
  });

  it('has the gradients of the head alone while the share of the error is 0', () => {
    compare(
      { auxiliary: true, message: false },
      (weights, name) => {
        if (isHead(name)) return gradientIn(auxiliaryTerm, weights, name);
        return isCore(name) ? (weights[name] ?? []).map(() => 0) : [];
      },
      0,
    );
  });
});
