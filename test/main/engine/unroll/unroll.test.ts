import { describe, expect, it } from 'vitest';
import { ResetMask } from '#engine/unroll/reset-mask';
import type { DecoupledEdge, Message } from '#engine/unroll/decoupled-edge';
import type { Network } from '#engine/model/network';
import { TensorArray } from '#engine/unroll/tensor-array';
import { unroll, type UnrollResult } from '#engine/unroll/unroll';
import type { ExperimentInput } from '#spec/experiment';
import { edgeId, type EdgeId } from '#spec/model';
import type { Fields } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, experiment, network, onPlainCpu, setWeights, valuesOf } from '../helpers';

type ModelInput = ExperimentInput['model'];

const fields: Fields = {
  x: { kind: 'values', shape: [1] },
  z: { kind: 'values', shape: [1] },
  y: { kind: 'values', shape: [1] },
};
const x = { kind: 'input', field: 'x' } as const;
const loss = { kind: 'meanSquaredError', target: 'y' } as const;
const dense = { kind: 'dense', units: 1 } as const;
/** A recurrent core whose state is `kernel · input + recurrent · state before + bias`. */
const rnn = { kind: 'rnn', units: 1, activation: 'linear' } as const;

/** One message, or those of several ticks, of one number a row. */
const column = (values: number[]): Tensor => tf.tensor(values, [values.length, 1]);

interface Setup {
  ticks: number;
  /** Ticks of the stream before the window. */
  offset?: number;
  rows?: number;
  /** By input node, `[ticks · rows]`, one tick after the other. */
  inputs?: Record<string, number[]>;
  /** By edge, the message from before the window. */
  states?: Record<string, Tensor>;
  /** By edge, what a node that is not computed sent. */
  given?: Record<string, TensorArray>;
  /** Nodes to compute; left out, all but the inputs. */
  nodes?: string[];
  /** The mask, `[ticks + 1][rows]`. */
  keep?: number[][];
  /** Whether the states within the window go over the edge of their core. */
  seesStates?: boolean;
  /** Added to messages sent in the window, by edge. */
  added?: Record<string, number>;
}

interface Window extends UnrollResult {
  /** All that one edge was given: from before the window, in it, and at its end. */
  over(edge: EdgeId): string[];
  /** The nodes whose layers ran, in order. */
  ran: string[];
}

/** Runs a network over one window, in the caller's tidy. */
function unrolled(net: Network, setup: Setup): Window {
  const {
    ticks,
    offset = 0,
    rows = 1,
    keep,
    seesStates: interceptsStates = false,
    added = {},
  } = setup;
  const { nodes = Object.keys(net.model.nodes).filter((id) => !(id in (setup.inputs ?? {}))) } =
    setup;
  const events = new Map<EdgeId, string[]>();
  const note = (id: EdgeId, what: string, { sentAt, values, mask }: Message): void => {
    const masked = mask();
    const text = `${what} ${sentAt.join()}: ${valuesOf(values).join()}`;
    events.set(id, [
      ...(events.get(id) ?? []),
      masked ? `${text} mask ${valuesOf(masked).join()}` : text,
    ]);
  };
  const observed = (id: EdgeId): DecoupledEdge => ({
    interceptsStates,
    carryIn(message) {
      note(id, 'before', message);
      return message.values;
    },
    transmit(message) {
      note(id, 'sent', message);
      const more = added[id];
      return more === undefined ? message.values : tf.add(message.values, more);
    },
    carryOut(message, wasRead) {
      note(id, wasRead ? 'left and read' : 'left', message);
    },
  });
  const ran: string[] = [];
  const seed = tf.zeros([2], 'int32');
  const result = unroll(net, {
    clock: { offset, ticks },
    rows,
    resetMask: new ResetMask(keep ? tf.tensor2d(keep) : null, rows),
    modeOf: (node) => {
      ran.push(node);
      return { training: false, updateStatistics: false, seed };
    },
    nodes: new Set(nodes),
    inputs: new Map(
      Object.entries(setup.inputs ?? {}).map(([id, values]) => [id, column(values)] as const),
    ),
    states: new Map(Object.entries(setup.states ?? {}) as [EdgeId, Tensor][]),
    received: new Map(Object.entries(setup.given ?? {}) as [EdgeId, TensorArray][]),
    edges: new Map(net.model.edges.map((edge) => [edgeId(edge), observed(edgeId(edge))])),
  });
  return { ...result, over: (edge) => events.get(edge) ?? [], ran };
}

/** Builds a network and hands it to a test in a tidy. Weights that are not named are zero. */
function withNetwork(
  model: ModelInput,
  weights: Record<string, number[]>,
  use: (net: Network) => void,
): void {
  const spec = experiment({ model, task: { kind: 'sequence', dataset: 'd' } });
  const net = network(spec, fields);
  const zeros = net.parameters
    .all()
    .map(({ name, variable }) => [name, Array<number>(variable.size).fill(0)] as const);
  try {
    setWeights(net, { ...Object.fromEntries(zeros), ...weights });
    tf.tidy(() => use(net));
  } finally {
    net.dispose();
  }
}

const sentOver = (window: Window, from: string, to: string): number[] | null => {
  const sent = window.sent({ from, to });
  return sent && valuesOf(sent);
};

describe('nodes that do not depend on themselves', () => {
  onPlainCpu();
  const chain: ModelInput = {
    nodes: { x, a: dense, b: { ...dense, activation: 'relu' }, loss },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'loss' },
    ],
  };
  // a = 2x + 1, b = max(0, 3 − a)
  const weights = { 'a/kernel': [2], 'a/bias': [1], 'b/kernel': [-1], 'b/bias': [3] };

  it('compute all their ticks at once, one after the other', () => {
    withNetwork(chain, weights, (net) => {
      const window = unrolled(net, { ticks: 3, rows: 2, inputs: { x: [0, 1, -1, 2, 0.5, -2] } });
      expect(window.ran).toEqual(['a', 'b']);
      expect(sentOver(window, 'x', 'a')).toEqual([0, 1, -1, 2, 0.5, -2]);
      expect(sentOver(window, 'a', 'b')).toEqual([1, 3, -1, 5, 2, -3]);
      expect(sentOver(window, 'b', 'loss')).toEqual([2, 0, 4, 0, 1, 6]);
      expect([...window.predictions.keys()]).toEqual(['loss']);
      expect(window.predictions.get('loss')?.shape).toEqual([6, 1]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([2, 0, 4, 0, 1, 6]);
      expect(window.ticksOf('b')).toEqual([1, 2, 3]);
      expect(window.states.size).toBe(0);
    });
  });

  it('send all their messages over an edge in one piece, and leave none for the next window', () => {
    withNetwork(chain, weights, (net) => {
      const window = unrolled(net, { ticks: 3, inputs: { x: [0, 1, 2] } });
      expect(window.over('x->a')).toEqual(['sent 1,2,3: 0,1,2']);
      expect(window.over('a->b')).toEqual(['sent 1,2,3: 1,3,5']);
      expect(window.over('b->loss')).toEqual(['sent 1,2,3: 2,0,0']);
    });
  });

  it('read what the edge makes of a message', () => {
    withNetwork(chain, weights, (net) => {
      const window = unrolled(net, {
        ticks: 2,
        inputs: { x: [0, 1] },
        added: { 'a->b': -10, 'b->loss': 100 },
      });
      expect(sentOver(window, 'a', 'b')).toEqual([1, 3]);
      expect(sentOver(window, 'b', 'loss')).toEqual([12, 10]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([112, 110]);
    });
  });

  it('are not touched by resets', () => {
    withNetwork(chain, weights, (net) => {
      const keep = [[0], [0], [0]];
      const window = unrolled(net, { ticks: 2, inputs: { x: [0, 1] }, keep });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([2, 0]);
      expect(window.over('a->b')).toEqual(['sent 1,2: 1,3']);
    });
  });

  it('get their messages in the order of the edges', () => {
    const model: ModelInput = {
      nodes: { x, z: { kind: 'input', field: 'z' }, both: { kind: 'concat' }, out: dense, loss },
      edges: [
        { from: 'z', to: 'both' },
        { from: 'x', to: 'both' },
        { from: 'both', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    };
    withNetwork(model, { 'out/kernel': [1, 10] }, (net) => {
      const window = unrolled(net, { ticks: 2, inputs: { x: [1, 2], z: [3, 4] } });
      expect(sentOver(window, 'both', 'out')).toEqual([3, 1, 4, 2]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([13, 24]);
    });
  });

  it('may read what was sent a tick before', () => {
    const model: ModelInput = {
      nodes: { x, a: dense, b: dense, loss },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'b', delay: 1 },
        { from: 'b', to: 'loss' },
      ],
    };
    withNetwork(model, { 'a/kernel': [2], 'b/kernel': [10] }, (net) => {
      // The second row starts a sequence at tick 2.
      const window = unrolled(net, {
        ticks: 3,
        rows: 2,
        inputs: { x: [1, 2, 3, 4, 5, 6] },
        states: { 'a->b': column([-1, -2]) },
        keep: [
          [1, 1],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
      });
      expect(window.ran).toEqual(['a', 'b']);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([-10, -20, 20, 0, 60, 80]);
      expect([...window.states.keys()]).toEqual(['a->b']);
      expect(valuesOf(window.states.get('a->b'))).toEqual([10, 12]);
      expect(window.over('a->b')).toEqual([
        'sent 1,2: 2,4,6,8 mask 1,0,1,1',
        'before 0: -1,-2 mask 1,1',
        'left 3: 10,12 mask 0,1',
      ]);
    });
  });
});

describe('a recurrent core', () => {
  onPlainCpu();
  const model: ModelInput = {
    nodes: { x, core: rnn, loss },
    edges: [
      { from: 'x', to: 'core' },
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'loss' },
    ],
  };
  const weights = { 'core/kernel': [2], 'core/recurrent': [0.5], 'core/bias': [1] };
  const states = (...values: number[]): Record<string, Tensor> => ({
    'core->core': column(values),
  });

  it('goes from state to state', () => {
    withNetwork(model, weights, (net) => {
      // 2 · 1 + 0.5 · 4 + 1 = 5; 2 · 2 + 2.5 + 1 = 7.5; 2 · 3 + 3.75 + 1 = 10.75
      const window = unrolled(net, { ticks: 3, inputs: { x: [1, 2, 3] }, states: states(4) });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([5, 7.5, 10.75]);
      expect(sentOver(window, 'core', 'core')).toEqual([5, 7.5, 10.75]);
      expect(sentOver(window, 'core', 'loss')).toEqual([5, 7.5, 10.75]);
      expect([...window.states.keys()]).toEqual(['core->core']);
      expect(window.states.get('core->core')?.shape).toEqual([1, 1]);
      expect(valuesOf(window.states.get('core->core'))).toEqual([10.75]);
    });
  });

  it('takes only the state from before the window over its edge, and leaves the last one', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, { ticks: 3, inputs: { x: [1, 2, 3] }, states: states(4) });
      expect(window.over('core->core')).toEqual(['before 0: 4', 'left 3: 10.75']);
      // Inputs and outputs go over their edges in one piece.
      expect(window.over('x->core')).toEqual(['sent 1,2,3: 1,2,3']);
      expect(window.over('core->loss')).toEqual(['sent 1,2,3: 5,7.5,10.75']);
    });
  });

  it('takes each state over its edge where that is asked for', () => {
    withNetwork(model, weights, (net) => {
      // The edge adds 10 to each state: 5; 4 + 0.5 · 15 + 1 = 12.5; 6 + 0.5 · 22.5 + 1 = 18.25
      const window = unrolled(net, {
        ticks: 3,
        inputs: { x: [1, 2, 3] },
        states: states(4),
        seesStates: true,
        added: { 'core->core': 10 },
      });
      expect(sentOver(window, 'core', 'core')).toEqual([5, 12.5, 18.25]);
      expect(valuesOf(window.states.get('core->core'))).toEqual([18.25]);
      expect(window.over('core->core')).toEqual([
        'before 0: 4',
        'sent 1: 5',
        'sent 2: 12.5',
        'left 3: 18.25',
      ]);
    });
  });

  it('in windows that follow each other does what it does in one', () => {
    withNetwork(model, weights, (net) => {
      const first = unrolled(net, { ticks: 2, inputs: { x: [1, 2] }, states: states(4) });
      const state = first.states.get('core->core');
      if (!state) throw new Error('no state was handed on');
      const second = unrolled(net, {
        ticks: 1,
        offset: 2,
        inputs: { x: [3] },
        states: { 'core->core': state },
      });
      expect(valuesOf(second.predictions.get('loss'))).toEqual([10.75]);
      expect(second.over('core->core')).toEqual(['before 0: 7.5', 'left 1: 10.75']);
    });
  });

  it.each([
    ['its states kept to itself', false],
    ['its states sent over its edge', true],
  ])('begins from zero at resets, %s', (_, seesStates) => {
    withNetwork(model, weights, (net) => {
      // Row 0 starts a sequence at tick 3, row 1 at tick 1 and right after the window.
      const window = unrolled(net, {
        ticks: 3,
        rows: 2,
        inputs: { x: [1, 1, 2, 2, 3, 3] },
        states: states(4, 4),
        keep: [
          [1, 0],
          [1, 1],
          [0, 1],
          [1, 0],
        ],
        seesStates,
      });
      // Row 0: 5, 7.5, 6 + 1 = 7. Row 1: 2 + 1 = 3, 4 + 1.5 + 1 = 6.5, 6 + 3.25 + 1 = 10.25.
      expect(sentOver(window, 'core', 'core')).toEqual([5, 3, 7.5, 6.5, 7, 10.25]);
      // The next window zeroes what a sequence that starts with it must not see.
      expect(valuesOf(window.states.get('core->core'))).toEqual([7, 10.25]);
      const between = ['sent 1: 5,3 mask 1,1', 'sent 2: 7.5,6.5 mask 0,1'];
      expect(window.over('core->core')).toEqual([
        'before 0: 4,4 mask 1,0',
        ...(seesStates ? between : []),
        'left 3: 7,10.25 mask 1,0',
      ]);
    });
  });

  it.each([
    ['its states kept to itself', false],
    ['its states sent over its edge', true],
  ])('of two parts hands on both and gives the first, %s', (_, seesStates) => {
    const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
    const [kernel, recurrent, bias] = [
      [0.5, -1, 0.25, 2],
      [0.1, 0.2, -0.3, 0.4],
      [0, 0.1, 0.2, -0.1],
    ];
    /** Gates in the order input, candidate, forget, output; 1 is added to the forget gate. */
    const step = (input: number, [h, c]: [number, number]): [number, number] => {
      const [i, g, f, o] = [0, 1, 2, 3].map(
        (gate) =>
          input * (kernel[gate] ?? NaN) + h * (recurrent[gate] ?? NaN) + (bias[gate] ?? NaN),
      ) as [number, number, number, number];
      const next = c * sigmoid(f + 1) + sigmoid(i) * Math.tanh(g);
      return [Math.tanh(next) * sigmoid(o), next];
    };
    const lstm = { ...model, nodes: { x, core: { kind: 'lstm', units: 1 } as const, loss } };
    const values = { 'core/kernel': kernel, 'core/recurrent': recurrent, 'core/bias': bias };
    withNetwork(lstm, values, (net) => {
      // The second row starts a sequence at tick 2.
      const window = unrolled(net, {
        ticks: 2,
        rows: 2,
        inputs: { x: [1, -2, 0.5, 3] },
        states: { 'core->core': tf.tensor([0.3, -0.2, -0.6, 0.9], [2, 2]) },
        keep: [
          [1, 1],
          [1, 0],
          [1, 1],
        ],
        seesStates,
      });
      const first = [step(1, [0.3, -0.2]), step(-2, [-0.6, 0.9])] as const;
      const second = [step(0.5, first[0]), step(3, [0, 0])];
      const sent = window.sent({ from: 'core', to: 'core' });
      expect(sent?.shape).toEqual([4, 2]);
      expectClose(valuesOf(sent), [...first, ...second].flat());
      expect(window.states.get('core->core')?.shape).toEqual([2, 2]);
      expectClose(valuesOf(window.states.get('core->core')), second.flat());
      expect(window.predictions.get('loss')?.shape).toEqual([4, 1]);
      expectClose(
        valuesOf(window.predictions.get('loss')),
        [...first, ...second].map(([h]) => h),
      );
      expect(window.over('core->core')).toHaveLength(seesStates ? 3 : 2);
    });
  });

  it('without an edge to itself begins anew at every tick', () => {
    const anew: ModelInput = {
      ...model,
      edges: model.edges.filter(({ delay }) => delay === undefined),
    };
    withNetwork(anew, weights, (net) => {
      const window = unrolled(net, { ticks: 3, inputs: { x: [1, 2, 3] } });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([3, 5, 7]);
      expect(sentOver(window, 'core', 'loss')).toEqual([3, 5, 7]);
      expect(window.over('x->core')).toEqual(['sent 1,2,3: 1,2,3']);
      expect(window.states.size).toBe(0);
    });
  });

  it('of two parts without an edge to itself begins anew with both and gives the first', () => {
    const anew: ModelInput = {
      nodes: { x, core: { kind: 'lstm', units: 1, forgetBias: 0 }, loss },
      edges: [
        { from: 'x', to: 'core' },
        { from: 'core', to: 'loss' },
      ],
    };
    const values = { 'core/kernel': [0, 1, 0, 0], 'core/recurrent': [9, 9, 9, 9] };
    withNetwork(anew, values, (net) => {
      const window = unrolled(net, { ticks: 2, inputs: { x: [1, -0.5] } });
      // All gates are at one half: h = 0.5 · tanh(0.5 · tanh(x)).
      const expected = [1, -0.5].map((input) => 0.5 * Math.tanh(0.5 * Math.tanh(input)));
      expect(window.predictions.get('loss')?.shape).toEqual([2, 1]);
      expectClose(valuesOf(window.predictions.get('loss')), expected);
    });
  });
});

describe('nodes that depend on each other', () => {
  onPlainCpu();
  /** mix = x + what `back` sent a tick before; back = 0.5 · what `way` makes of mix. */
  const round = (way: ModelInput['nodes'][string]): ModelInput => ({
    nodes: { x, mix: { kind: 'add' }, way, back: dense, loss },
    edges: [
      { from: 'x', to: 'mix' },
      { from: 'back', to: 'mix', delay: 1 },
      { from: 'mix', to: 'way' },
      { from: 'way', to: 'back' },
      { from: 'way', to: 'loss' },
    ],
  });
  const weights = { 'way/kernel': [2], 'back/kernel': [0.5] };
  const setup = (): Setup => ({
    ticks: 3,
    inputs: { x: [1, 2, 3] },
    states: { 'back->mix': column([0.5]) },
  });

  it('compute tick by tick, each tick in the order of the edges', () => {
    withNetwork(round(dense), weights, (net) => {
      // mix = 1 + 0.5, 2 + 1.5, 3 + 3.5; way twice that; back as mix.
      const window = unrolled(net, setup());
      const once = ['mix', 'way', 'back'];
      expect(window.ran).toEqual([...once, ...once, ...once]);
      expect(sentOver(window, 'mix', 'way')).toEqual([1.5, 3.5, 6.5]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([3, 7, 13]);
      expect(sentOver(window, 'back', 'mix')).toEqual([1.5, 3.5, 6.5]);
      expect([...window.states.keys()]).toEqual(['back->mix']);
      expect(valuesOf(window.states.get('back->mix'))).toEqual([6.5]);
    });
  });

  it('send their messages one by one to each other and in one piece to others', () => {
    withNetwork(round(dense), weights, (net) => {
      const window = unrolled(net, setup());
      expect(window.over('back->mix')).toEqual([
        'before 0: 0.5',
        'sent 1: 1.5',
        'sent 2: 3.5',
        'left 3: 6.5',
      ]);
      expect(window.over('mix->way')).toEqual(['sent 1: 1.5', 'sent 2: 3.5', 'sent 3: 6.5']);
      expect(window.over('x->mix')).toEqual(['sent 1: 1', 'sent 2: 2', 'sent 3: 3']);
      expect(window.over('way->loss')).toEqual(['sent 1,2,3: 3,7,13']);
    });
  });

  it('read what an edge makes of a message', () => {
    withNetwork(round(dense), weights, (net) => {
      // mix = 1.5, then 2 + 1.5 + 1, then 3 + 4.5 + 1
      const window = unrolled(net, { ...setup(), added: { 'back->mix': 1 } });
      expect(sentOver(window, 'mix', 'way')).toEqual([1.5, 4.5, 8.5]);
    });
  });

  it('forget at a reset what was sent before', () => {
    withNetwork(round(dense), weights, (net) => {
      // A sequence starts at tick 2: mix = 1.5, 2, 3 + 2.
      const keep = [[1], [0], [1], [0]];
      const window = unrolled(net, { ...setup(), keep });
      expect(sentOver(window, 'mix', 'way')).toEqual([1.5, 2, 5]);
      expect(valuesOf(window.states.get('back->mix'))).toEqual([5]);
      expect(window.over('back->mix')).toEqual([
        'before 0: 0.5 mask 1',
        'sent 1: 1.5 mask 0',
        'sent 2: 2 mask 1',
        'left 3: 5 mask 0',
      ]);
    });
  });

  it('may be cores that begin anew at every tick', () => {
    // What it would do with a state must not show.
    const values = { ...weights, 'way/recurrent': [100] };
    withNetwork(round(rnn), values, (net) => {
      const window = unrolled(net, setup());
      expect(valuesOf(window.predictions.get('loss'))).toEqual([3, 7, 13]);
      expect([...window.states.keys()]).toEqual(['back->mix']);
      expect(window.over('mix->way')).toEqual(['sent 1: 1.5', 'sent 2: 3.5', 'sent 3: 6.5']);
    });
  });

  it('may be cores with a state', () => {
    const model = round(rnn);
    const edges = [...model.edges, { from: 'way', to: 'way', delay: 1 as const }];
    withNetwork({ ...model, edges }, { ...weights, 'way/recurrent': [1] }, (net) => {
      const window = unrolled(net, {
        ...setup(),
        states: { 'back->mix': column([0.5]), 'way->way': column([1]) },
      });
      // mix 1.5, way 3 + 1, back 2; mix 4, way 8 + 4, back 6; mix 9, way 18 + 12, back 15.
      expect(sentOver(window, 'mix', 'way')).toEqual([1.5, 4, 9]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([4, 12, 30]);
      expect(sentOver(window, 'way', 'way')).toEqual([4, 12, 30]);
      expect(
        Object.fromEntries([...window.states].map(([id, state]) => [id, valuesOf(state)])),
      ).toEqual({ 'back->mix': [15], 'way->way': [30] });
      expect(window.over('way->way')).toEqual(['before 0: 1', 'left 3: 30']);
    });
  });

  it('may compute at different rates', () => {
    withNetwork(round({ ...dense, period: 2 }), weights, (net) => {
      const window = unrolled(net, {
        ticks: 4,
        inputs: { x: [1, 2, 3, 4] },
        states: { 'back->mix': column([0.5]) },
      });
      // way reads mix at ticks 2 and 4 alone, mix reads at ticks 3 and 4 what back made of it:
      // mix = 1 + 0.5, 2 + 0.5, 3 + 2.5, 4 + 2.5.
      expect(window.ticksOf('mix')).toEqual([1, 2, 3, 4]);
      expect(window.ticksOf('way')).toEqual([2, 4]);
      expect(window.ran).toEqual(['mix', 'mix', 'way', 'back', 'mix', 'mix', 'way', 'back']);
      expect(sentOver(window, 'mix', 'way')).toEqual([1.5, 2.5, 5.5, 6.5]);
      expect(valuesOf(window.predictions.get('loss'))).toEqual([5, 13]);
      expect(window.over('back->mix')).toEqual(['before 0: 0.5', 'sent 2: 2.5', 'left 4: 6.5']);
      expect(window.over('mix->way')).toEqual(['sent 2: 2.5', 'sent 4: 6.5']);
    });
  });
});

describe('nodes that compute at different rates', () => {
  onPlainCpu();
  const model: ModelInput = {
    nodes: {
      x,
      slow: { ...dense, period: 2 },
      quick: { ...dense, period: 1 },
      slowLoss: loss,
      quickLoss: loss,
    },
    edges: [
      { from: 'x', to: 'slow' },
      { from: 'slow', to: 'quick' },
      { from: 'slow', to: 'slowLoss' },
      { from: 'quick', to: 'quickLoss' },
    ],
  };
  const weights = { 'slow/kernel': [10], 'quick/kernel': [1], 'quick/bias': [0.5] };
  const states = (): Record<string, Tensor> => ({ 'slow->quick': column([7]) });

  it('read the newest message, and the one from before the window until there is one', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 4,
        inputs: { x: [1, 2, 3, 4] },
        states: states(),
      });
      expect(window.ticksOf('slow')).toEqual([2, 4]);
      expect(window.ticksOf('slowLoss')).toEqual([2, 4]);
      expect(window.ticksOf('quick')).toEqual([1, 2, 3, 4]);
      expect(valuesOf(window.predictions.get('slowLoss'))).toEqual([20, 40]);
      expect(valuesOf(window.predictions.get('quickLoss'))).toEqual([7.5, 20.5, 20.5, 40.5]);
      expect(valuesOf(window.states.get('slow->quick'))).toEqual([40]);
      // The last message is read in this window and will be in the next.
      expect(window.over('slow->quick')).toEqual([
        'sent 2,4: 20,40',
        'before 0: 7',
        'left and read 4: 40',
      ]);
      expect(window.over('x->slow')).toEqual(['sent 2,4: 2,4']);
    });
  });

  it('compute where the stream says, not where the window begins', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 4,
        offset: 1,
        inputs: { x: [1, 2, 3, 4] },
        states: states(),
      });
      expect(window.ticksOf('slow')).toEqual([1, 3]);
      expect(valuesOf(window.predictions.get('slowLoss'))).toEqual([10, 30]);
      expect(valuesOf(window.predictions.get('quickLoss'))).toEqual([10.5, 10.5, 30.5, 30.5]);
      expect(window.over('slow->quick')).toEqual(['sent 1,3: 10,30', 'left and read 3: 30']);
    });
  });

  it('may have no tick in a window: then nothing is sent, and the message from before goes on', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, { ticks: 1, inputs: { x: [1] }, states: states() });
      expect(window.ticksOf('slow')).toEqual([]);
      expect(window.sent({ from: 'slow', to: 'quick' })).toBe(null);
      expect(window.ran).toEqual(['quick']);
      expect([...window.predictions.keys()]).toEqual(['quickLoss']);
      expect(valuesOf(window.predictions.get('quickLoss'))).toEqual([7.5]);
      expect(valuesOf(window.states.get('slow->quick'))).toEqual([7]);
      expect(window.over('slow->quick')).toEqual(['before 0: 7']);
      expect(window.over('x->slow')).toEqual([]);
    });
  });

  it('read zeros in place of a message from before a reset', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 4,
        inputs: { x: [1, 2, 3, 4] },
        states: states(),
        // Sequences start at ticks 1 and 3.
        keep: [[0], [1], [0], [1], [1]],
      });
      expect(valuesOf(window.predictions.get('quickLoss'))).toEqual([0.5, 20.5, 0.5, 40.5]);
      expect(valuesOf(window.states.get('slow->quick'))).toEqual([40]);
    });
  });

  it('send the mask of the first tick that reads a message over a delayed edge', () => {
    const late = model.edges.map((edge) =>
      edge.to === 'quick' ? { ...edge, delay: 1 as const } : edge,
    );
    withNetwork({ ...model, edges: late }, weights, (net) => {
      // A sequence starts at tick 4. The message of tick 2 is read at ticks 3 and 4.
      const window = unrolled(net, {
        ticks: 4,
        inputs: { x: [1, 2, 3, 4] },
        states: states(),
        keep: [[1], [1], [1], [0], [1]],
      });
      expect(valuesOf(window.predictions.get('quickLoss'))).toEqual([7.5, 7.5, 20.5, 0.5]);
      expect(window.over('slow->quick')).toEqual([
        'sent 2: 20 mask 1',
        'before 0: 7 mask 1',
        'left 4: 40 mask 1',
      ]);
    });
  });

  const slowCore: ModelInput = {
    nodes: { x, core: { ...rnn, period: 2 }, loss },
    edges: [
      { from: 'x', to: 'core' },
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'loss' },
    ],
  };
  const ofCore = { 'core/kernel': [2], 'core/recurrent': [0.5] };
  const state = (): Record<string, Tensor> => ({ 'core->core': column([4]) });

  it('may be a core: its state goes from one of its own ticks to the next', () => {
    withNetwork(slowCore, ofCore, (net) => {
      // 2 · 2 + 0.5 · 4 = 6; 2 · 4 + 3 = 11
      const window = unrolled(net, { ticks: 4, inputs: { x: [1, 2, 3, 4] }, states: state() });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([6, 11]);
      expect(valuesOf(window.states.get('core->core'))).toEqual([11]);
      expect(window.over('core->core')).toEqual(['before 0: 4', 'left 4: 11']);
      expect(window.over('x->core')).toEqual(['sent 2,4: 2,4']);
    });
  });

  it.each([
    ['at a tick of the core', [1, 1, 1, 0, 1]],
    ['between two of its ticks', [1, 1, 0, 1, 1]],
  ])('a core begins from zero after a reset %s', (_, marks) => {
    withNetwork(slowCore, ofCore, (net) => {
      const keep = marks.map((mark) => [mark]);
      const setup = { ticks: 4, inputs: { x: [1, 2, 3, 4] }, keep };
      const own = unrolled(net, { ...setup, states: state() });
      expect(valuesOf(own.predictions.get('loss'))).toEqual([6, 8]);
      const sent = unrolled(net, { ...setup, states: state(), seesStates: true });
      expect(valuesOf(sent.predictions.get('loss'))).toEqual([6, 8]);
      expect(sent.over('core->core')).toEqual([
        'before 0: 4 mask 1',
        'sent 2: 6 mask 0',
        'left 4: 8 mask 1',
      ]);
    });
  });

  it('a core may have one tick in the window', () => {
    withNetwork(slowCore, ofCore, (net) => {
      const window = unrolled(net, { ticks: 2, inputs: { x: [1, 2] }, states: state() });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([6]);
      expect(window.over('core->core')).toEqual(['before 0: 4', 'left 2: 6']);
    });
  });

  it('a core may have none: its state goes on, except over a reset', () => {
    withNetwork(slowCore, ofCore, (net) => {
      const setup = { ticks: 1, inputs: { x: [1] } };
      const window = unrolled(net, { ...setup, states: state() });
      expect(window.predictions.size).toBe(0);
      expect(window.sent({ from: 'core', to: 'core' })).toBe(null);
      expect(window.sent({ from: 'core', to: 'loss' })).toBe(null);
      expect(valuesOf(window.states.get('core->core'))).toEqual([4]);
      expect(window.over('core->core')).toEqual([]);
      expect(window.over('x->core')).toEqual([]);
      const reset = unrolled(net, { ...setup, states: state(), keep: [[0], [1]] });
      expect(valuesOf(reset.states.get('core->core'))).toEqual([0]);
    });
  });
});

describe('a part of the nodes', () => {
  onPlainCpu();
  const model: ModelInput = {
    nodes: { x, a: dense, b: { kind: 'add' }, slow: { ...dense, period: 2 }, loss, slowLoss: loss },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'x', to: 'b' },
      { from: 'a', to: 'b', delay: 1 },
      { from: 'a', to: 'slow' },
      { from: 'b', to: 'loss' },
      { from: 'slow', to: 'slowLoss' },
    ],
  };
  const weights = { 'a/kernel': [10], 'slow/kernel': [3] };

  it('sends its messages to nodes that are not computed', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 4,
        inputs: { x: [1, 2, 3, 4] },
        states: { 'a->b': column([7]) },
        nodes: ['a'],
      });
      expect(window.ran).toEqual(['a']);
      expect(window.predictions.size).toBe(0);
      // What the other nodes will read, and nothing of before the window.
      expect(window.over('a->b')).toEqual(['sent 1,2,3: 10,20,30', 'left 4: 40']);
      expect(window.over('a->slow')).toEqual(['sent 2,4: 20,40']);
      expect(window.over('x->b')).toEqual([]);
      expect(sentOver(window, 'a', 'b')).toEqual([10, 20, 30, 40]);
      expect([...window.states.keys()]).toEqual(['a->b']);
      expect(valuesOf(window.states.get('a->b'))).toEqual([40]);
      expect(() => window.sent({ from: 'b', to: 'loss' })).toThrow('b->loss');
    });
  });

  it('reads what is given in place of the messages of nodes that are not computed', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 2,
        inputs: { x: [1, 2] },
        states: { 'a->b': column([7]) },
        given: {
          'a->b': new TensorArray(1, column([100, 200])),
          'a->slow': new TensorArray(1, column([0, 5])),
        },
        nodes: ['b', 'loss', 'slow', 'slowLoss'],
      });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([1 + 7, 2 + 100]);
      expect(valuesOf(window.predictions.get('slowLoss'))).toEqual([15]);
      expect(window.over('a->b')).toEqual(['sent 1: 100', 'before 0: 7']);
      expect(window.over('a->slow')).toEqual(['sent 2: 5']);
      expect(sentOver(window, 'a', 'b')).toEqual([100, 200]);
      // Its sender hands on what comes next.
      expect(window.states.size).toBe(0);
    });
  });

  it('reads what is given even where the sender is computed', () => {
    withNetwork(model, weights, (net) => {
      const window = unrolled(net, {
        ticks: 2,
        inputs: { x: [1, 2] },
        given: { 'a->slow': new TensorArray(1, column([0, 5])) },
        nodes: ['a', 'slow', 'slowLoss'],
      });
      expect(valuesOf(window.predictions.get('slowLoss'))).toEqual([15]);
      expect(sentOver(window, 'a', 'slow')).toEqual([0, 5]);
      expect(sentOver(window, 'a', 'b')).toEqual([10, 20]);
    });
  });

  it('hands on nothing of its inputs', () => {
    const late: ModelInput = {
      nodes: { x, a: dense, loss },
      edges: [
        { from: 'x', to: 'a', delay: 1 },
        { from: 'a', to: 'loss' },
      ],
    };
    withNetwork(late, { 'a/kernel': [10] }, (net) => {
      const states = { 'x->a': column([7]) };
      const window = unrolled(net, { ticks: 2, inputs: { x: [1, 2] }, states });
      expect(valuesOf(window.predictions.get('loss'))).toEqual([70, 10]);
      expect(window.states.size).toBe(0);
      expect(window.over('x->a')).toEqual(['sent 1: 1', 'before 0: 7']);
    });
  });

  it('fails where messages of a node are neither computed nor given, naming the edge', () => {
    withNetwork(model, weights, (net) => {
      const setup = { ticks: 2, inputs: { x: [1, 2] }, nodes: ['slow', 'slowLoss'] };
      expect(() => unrolled(net, setup)).toThrow('a->slow');
    });
  });
});

describe('a network that is not complete', () => {
  onPlainCpu();
  const core: ModelInput = {
    nodes: { x, core: rnn, loss },
    edges: [
      { from: 'x', to: 'core' },
      { from: 'core', to: 'core', delay: 1 },
      { from: 'core', to: 'loss' },
    ],
  };
  const inputs = { x: [1, 2] };

  it('fails at a node without a layer, naming it', () => {
    const model: ModelInput = {
      nodes: { x, a: dense, loss },
      edges: [
        { from: 'x', to: 'a' },
        { from: 'a', to: 'loss' },
      ],
    };
    withNetwork(model, {}, (net) => {
      const without = { ...net, layers: new Map() };
      expect(() => unrolled(without, { ticks: 2, inputs })).toThrow("'a'");
    });
  });

  it('fails at a core that nothing but its own state arrives at', () => {
    withNetwork(core, {}, (net) => {
      const edges = net.model.edges.filter(({ from }) => from !== 'x');
      const without = { ...net, model: { ...net.model, edges } };
      const states = { 'core->core': column([0]) };
      expect(() => unrolled(without, { ticks: 2, inputs, states })).toThrow("'core'");
    });
  });

  it('fails at a core that nothing arrives at', () => {
    withNetwork(core, {}, (net) => {
      const edges = net.model.edges.filter(({ to }) => to !== 'core');
      const without = { ...net, model: { ...net.model, edges } };
      expect(() => unrolled(without, { ticks: 2, inputs })).toThrow('core');
    });
  });

  it('fails at a core whose step gives no state', () => {
    withNetwork(core, {}, (net) => {
      const whole = net.cores.get('core');
      if (!whole) throw new Error('no core');
      const without = { ...net, cores: new Map([['core', { ...whole, step: () => [] }]]) };
      const states = { 'core->core': column([0]) };
      expect(() => unrolled(without, { ticks: 2, inputs, states })).toThrow('state');
    });
  });
});
