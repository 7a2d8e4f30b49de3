import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed, type WindowData } from '#engine/feed/feed';
import { makeAuxiliaryTargets } from '#engine/step/auxiliary-targets';
import type { Interface, Network } from '#engine/model/network';
import { Plan } from '#engine/step/plan';
import { runWindow } from '#engine/pass/window-pass';
import type { ExperimentInput } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { Fields } from '#spec/task';
import { tf } from '#tensorflow/backend/tf';
import {
  expectClose,
  experiment,
  network,
  onPlainCpu,
  setWeights,
  Trainer,
  valuesOf,
  weightsOf,
  windowOf,
} from '../helpers';

type ModelInput = ExperimentInput['model'];

const fields: Fields = {
  x: { kind: 'values', shape: [1] },
  y: { kind: 'values', shape: [1] },
};

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

const startOfTiny = {
  'core/kernel': [1],
  'core/recurrent': [0.5],
  'core/bias': [0],
  'out/kernel': [1],
  'core->core/synthesizer/0/kernel': [0.2],
  'core->core/synthesizer/0/bias': [0.1],
};

const specOf = (model: ModelInput, rows: number, training: Record<string, unknown> = {}) =>
  experiment({
    model,
    task: { kind: 'sequence', dataset: 'd' },
    training: {
      method: 'dni',
      steps: 10,
      batch: rows,
      unroll: 2,
      optimizer: { kind: 'sgd', rate: 1 },
      ...training,
    },
  } as Partial<ExperimentInput>);

/** What was found for one edge, as plain numbers; null stays null. */
interface Found {
  future: number[] | null;
  futureWeight: number[] | null;
  futureMask: number[] | null;
  arriving: number[] | null;
  arrivingMask: number[] | null;
}

interface Windows {
  before: WindowData;
  now: WindowData;
  /** Of all carried edges, before the second window; zeros where left out. */
  state?: number[];
  /** Modules that learn in the second window; all where left out. */
  learning?: string[];
}

/** By edge: the targets that a window gives to the window before it. */
const foundIn = (
  net: Network,
  module: string,
  { before, now, state, learning }: Windows,
  warmupOf: (on: Interface) => number = () => 1,
): Map<EdgeId, Found> => {
  const feeds = [uploadFeed(net, before), uploadFeed(net, now)] as const;
  const found = new Map<EdgeId, Found>();
  tf.tidy(() => {
    const plan = new Plan(net, 'dni', {
      modules: {},
      step: now.clock.ticks,
    });
    const own = plan.modules.find(({ id }) => id === module);
    if (!own) throw new Error(`no module '${module}'`);
    const { rows } = now;
    const states = plan.modules
      .flatMap(({ carried }) => carried)
      .map((edge) => {
        const values = state ?? Array.from({ length: rows }, () => 0);
        return [edge, tf.tensor2d(values, [rows, 1])] as const;
      });
    const result = runWindow(net, {
      feed: feeds[1],
      method: 'dni',
      modeOf: () => ({ training: true, updateStatistics: false, seed: tf.zeros([2], 'int32') }),
      nodes: new Set(net.modules.flatMap(({ nodes }) => nodes)),
      learningModules: new Set(learning ?? net.modules.map(({ id }) => id)),
      states: new Map(states),
      received: new Map(),
      scaleOf: ({ scale }) => tf.scalar(scale),
      variables: net.parameters.all().map(({ variable }) => variable),
    });
    const targets = makeAuxiliaryTargets(net, own, {
      before: feeds[0],
      now: feeds[1],
      result,
      warmupOf: (on) => tf.scalar(warmupOf(on)),
    });
    for (const [edge, seen] of targets) {
      const plain = Object.fromEntries(
        (['future', 'futureWeight', 'futureMask', 'arriving', 'arrivingMask'] as const).map(
          (name) => [name, seen[name] && valuesOf(seen[name])],
        ),
      );
      found.set(edge, plain as unknown as Found);
    }
    result.dispose();
  });
  for (const feed of feeds) disposeFeed(feed);
  return found;
};

const only = (found: ReadonlyMap<EdgeId, Found>, edge: EdgeId): Found => {
  expect([...found.keys()]).toEqual([edge]);
  return found.get(edge) as Found;
};

describe('the targets that a window gives to the window before it', () => {
  onPlainCpu();

  /** Two windows of two ticks, of one row; the targets are zero. */
  const x = [9, 9, 1, 2];
  const data = { x: { size: 1, values: x }, y: { size: 1, values: [0, 0, 0, 0] } };
  const windows: Windows = {
    before: windowOf(1, data, null, 0, 2),
    now: windowOf(1, data, null, 2, 2),
  };

  const tinyFound = (
    decoupled: Record<string, unknown>,
    given: Windows = windows,
    counts?: (on: Interface) => number,
  ): Found => {
    const net = network(specOf(tiny(decoupled), 1), fields);
    try {
      setWeights(net, startOfTiny);
      return only(foundIn(net, 'core', given, counts), 'core->core');
    } finally {
      net.dispose();
    }
  };

  it('are k times the synthetic gradients at the states of the later window', () => {
    // s = 1, 2.5; M(s) = 0.3, 0.6; k = 0.5.
    const { future, futureMask } = tinyFound({ auxiliary: true });
    expectClose(future ?? [], [0.15, 0.3]);
    expect(futureMask).toBeNull();
  });

  it('start from the state that the window before ended with', () => {
    // s = 1 + 0.5 · 4 = 3, 2 + 0.5 · 3 = 3.5; M(s) = 0.7, 0.8.
    const { future } = tinyFound({ auxiliary: true }, { ...windows, state: [4] });
    expectClose(future ?? [], [0.35, 0.4]);
  });

  it('are 0.1 times the synthetic gradients where the edge sets no scale', () => {
    const { future } = tinyFound({ auxiliary: true, syntheticGradientScale: undefined });
    expectClose(future ?? [], [0.03, 0.06]);
  });

  it('depend on the last inputs at each state where the synthesizer is conditioned on them', () => {
    const net = network(
      specOf(tiny({ auxiliary: true, synthesizer: { hidden: [], condition: { inputs: 2 } } }), 1),
      fields,
    );
    setWeights(net, {
      ...startOfTiny,
      // Of the state, the input before, the input of the tick itself.
      'core->core/synthesizer/0/kernel': [0.2, 0.01, -0.3],
    });
    const { future } = only(
      foundIn(net, 'core', {
        before: windowOf(1, data, null, 0, 2, 2),
        now: windowOf(1, data, null, 2, 2, 2),
      }),
      'core->core',
    );
    // At the first tick the inputs 9 and 1, at the second 1 and 2.
    expectClose(future ?? [], [
      0.5 * (0.2 * 1 + 0.01 * 9 - 0.3 * 1 + 0.1),
      0.5 * (0.2 * 2.5 + 0.01 * 1 - 0.3 * 2 + 0.1),
    ]);
    net.dispose();
  });

  it('give for each edge what share of the auxiliary error reaches the core', () => {
    const share = ({ edge }: Interface): number => (edge === 'core->core' ? 0.25 : 1);
    expect(tinyFound({ auxiliary: true }, windows, share).futureWeight).toEqual([0.25]);
  });

  it('leave out the auxiliary task where the edge does not have it', () => {
    const begins = [[3]];
    const { future, futureWeight, futureMask } = tinyFound(
      { trainMessage: true },
      { before: windowOf(1, data, begins, 0, 2), now: windowOf(1, data, begins, 2, 2) },
    );
    expect([future, futureWeight, futureMask]).toEqual([null, null, null]);
  });

  it('have the gradient that arrives at the last state before the window', () => {
    // s = 1, 2.5. At s2: 2 · 2.5 + 0.5 · M(2.5) = 5.3; at s1: 2 + 0.5 · 5.3 = 4.65; at s0: 2.325.
    const { arriving, arrivingMask, future } = tinyFound({ trainMessage: true });
    expectClose(arriving ?? [], [2.325]);
    expect(arrivingMask).toBeNull();
    expect(future).toBeNull();
  });

  it('have no such gradient without trainMessage, or where the module does not learn', () => {
    expect(tinyFound({ auxiliary: true }).arriving).toBeNull();
    const idle = tinyFound({ trainMessage: true }, { ...windows, learning: [] });
    expect(idle.arriving).toBeNull();
  });

  it('have both where the edge has both settings', () => {
    const { arriving, future } = tinyFound({ auxiliary: true, trainMessage: true });
    expectClose(arriving ?? [], [2.325]);
    expectClose(future ?? [], [0.15, 0.3]);
  });
});

describe('the masks of sequences that begin between a state and the one a window later', () => {
  onPlainCpu();

  const edge = 'core->core';

  /** Masks of two windows of so many ticks; `begins`: by row, ticks (from 0) at which sequences begin. */
  const masks = (ticks: number, begins: number[][], period = 1): Found => {
    const rows = begins.length;
    const values = Array.from({ length: rows * 2 * ticks }, (_, index) => (index % 3) + 1);
    const data = { x: { size: 1, values }, y: { size: 1, values: values.map(() => 0) } };
    const spec = specOf(tiny({ auxiliary: true, trainMessage: true }, period), rows);
    const net = network(spec, fields);
    setWeights(net, startOfTiny);
    try {
      return only(
        foundIn(net, 'core', {
          before: windowOf(rows, data, begins, 0, ticks),
          now: windowOf(rows, data, begins, ticks, ticks),
          state: Array.from({ length: rows }, (_, row) => 1 + row),
        }),
        edge,
      );
    } finally {
      net.dispose();
    }
  };

  /** 0 where a sequence begins after the tick `sent` (from 0), up to the same tick of the next window. */
  const expectedMask = (ticks: number, begins: number[][], sent: number[]): number[] =>
    sent.flatMap((tick) =>
      begins.map((own) => (own.some((begin) => tick < begin && begin <= tick + ticks) ? 0 : 1)),
    );

  it('are 0 for the states whose sequence ends before that', () => {
    // Ticks 0 to 2, then 3 to 5. Row 0: a sequence begins at 1, so that nothing of tick 0 is left at 3.
    // Row 1: at 4, between 1 and 4 as between 2 and 5.
    const begins = [[0, 1, 6], [4]];
    const { futureMask } = masks(3, begins);
    expect(futureMask).toEqual([0, 1, 1, 0, 1, 0]);
    expect(futureMask).toEqual(expectedMask(3, begins, [0, 1, 2]));
  });

  it('are 0 for all states where a sequence begins with the later window', () => {
    expect(masks(2, [[2], []]).futureMask).toEqual([0, 1, 0, 1]);
  });

  it('are 1 for all states where a sequence begins with the first window, or after both', () => {
    expect(masks(2, [[0], [4]]).futureMask).toEqual([1, 1, 1, 1]);
  });

  it('are right for every combination of beginnings in two windows of two ticks', () => {
    const begins = Array.from({ length: 32 }, (_, row) =>
      [0, 1, 2, 3, 4].filter((tick) => (row >> tick) & 1),
    );
    expect(masks(2, begins).futureMask).toEqual(expectedMask(2, begins, [0, 1]));
  });

  it('have only the ticks at which the core computes, here every second one', () => {
    // The core computes at the ticks 1 and 3 (from 0), then at 5 and 7.
    const begins = [[2], [4], [6], [7], [0, 1, 8], []];
    const { futureMask, future } = masks(4, begins, 2);
    expect(futureMask).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1]);
    expect(futureMask).toEqual(expectedMask(4, begins, [1, 3]));
    // Two states of six rows.
    expect(future?.length).toBe(12);
  });

  it('are 0 for the gradient that arrives at the last state where a sequence begins with the window', () => {
    /*
     * Row 1: s = 0.5 · 2 + 1 = 2, then a new sequence: at s1 2 · 2, at s0 half of it. Row 2: s = 0.5 · 3 + 2
     * = 3.5 and 0.5 · 3.5 + 3 = 4.75; at s2 9.5 + 0.5 · M(4.75) = 10.025, at s1 7 + 5.0125, at s0 half of it.
     */
    const { arriving, arrivingMask } = masks(2, [[2], [3], []]);
    expect(arrivingMask).toEqual([0, 1, 1]);
    expectClose(arriving ?? [], [0, 2, 6.00625]);
  });
});

describe('the edges with targets in the window before', () => {
  onPlainCpu();

  it('are the recurrent edges of the module itself, not those between modules or of another module', () => {
    const loop = (delay?: 1) => ({
      ...(delay && { delay }),
      decoupled: { synthesizer: { hidden: [] }, auxiliary: true, trainMessage: true },
    });
    const net = network(
      specOf(
        {
          nodes: {
            x: { kind: 'input', field: 'x' },
            lower: { kind: 'rnn', units: 1, activation: 'linear' },
            upper: { kind: 'rnn', units: 1, activation: 'linear' },
            loss: { kind: 'meanSquaredError', target: 'y' },
          },
          edges: [
            { from: 'x', to: 'lower' },
            { from: 'lower', to: 'lower', ...loop(1) },
            { from: 'lower', to: 'upper', ...loop() },
            { from: 'upper', to: 'upper', ...loop(1) },
            { from: 'upper', to: 'loss' },
          ],
        },
        1,
      ),
      fields,
    );
    setWeights(net, {
      'lower/kernel': [1],
      'lower/recurrent': [0.5],
      'upper/kernel': [2],
      'upper/recurrent': [0],
      'lower->lower/synthesizer/0/kernel': [0.2],
      'upper->upper/synthesizer/0/kernel': [-0.4],
    });
    const data = { x: { size: 1, values: [9, 9, 1, 2] }, y: { size: 1, values: [0, 0, 0, 0] } };
    const windows: Windows = {
      before: windowOf(1, data, null, 0, 2),
      now: windowOf(1, data, null, 2, 2),
    };
    // k is 0.1. The states are 1 and 2.5 in the lower module, twice as much in the upper.
    const lower = only(foundIn(net, 'lower', windows), 'lower->lower');
    expectClose(lower.future ?? [], [0.02, 0.05]);
    const upper = only(foundIn(net, 'upper', windows), 'upper->upper');
    expectClose(upper.future ?? [], [-0.08, -0.2]);
    net.dispose();
  });
});

describe('two windows of a run', () => {
  onPlainCpu();

  it('train the head at the states of the first towards the targets of the second', () => {
    const model = tiny({ auxiliary: true, optimizer: { kind: 'sgd', rate: 0.5 } });
    // The core stays as it is; the head and the synthesizer learn.
    const spec = specOf(model, 1, { optimizer: { kind: 'sgd', rate: 1e-30 } });
    const trainer = new Trainer(spec, fields);
    setWeights(trainer.network, {
      ...startOfTiny,
      'core->core/auxiliary/0/kernel': [0.4],
      'core->core/auxiliary/0/bias': [-0.3],
    });
    const data = { x: { size: 1, values: [1, 2, 1, -1] }, y: { size: 1, values: [0, 0, 0, 0] } };
    const head = (): number[] => {
      const weights = weightsOf(trainer.network);
      return ['kernel', 'bias'].flatMap((name) => weights[`core->core/auxiliary/0/${name}`] ?? []);
    };
    const step = (read: number): void => {
      trainer.on(
        (length, history, back) =>
          windowOf(1, data, null, read + 2 - back - length, length, history),
        2,
      );
    };
    step(0);
    expectClose(head(), [0.4, -0.3]);
    /*
     * In the first window s = 1, 2.5. At s0 = 0 arrives 2.325 (see above), so that M becomes
     * 0.2 s + 0.1 + 0.5 · 2 · (2.325 − 0.1) = 0.2 s + 2.325.
     * In the second window s = 2.25, 0.125: M = 2.775, 2.35, the targets are half of it: 1.3875, 1.175.
     * A(1) = 0.1, A(2.5) = 0.7: differences −1.2875 and −0.475; the mean of two is differentiated.
     */
    step(2);
    expectClose(head(), [0.4 + 0.5 * (1.2875 * 1 + 0.475 * 2.5), -0.3 + 0.5 * (1.2875 + 0.475)]);
    trainer.dispose();
  });
});
