import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import type { Network } from '#engine/model/network';
import { runSharded } from '#engine/pass/shards';
import type { WindowPassResult } from '#engine/pass/window-pass';
import type { ExperimentInput } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { Fields } from '#spec/task';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import {
  add,
  difference,
  dot,
  gradientIn,
  gradientOf,
  linear,
  multiply,
  rowsOf,
  scale,
  squared,
  sumOf,
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

/*
 * A message that crosses an edge on a cycle crosses it tick by tick, one that crosses any other edge together with
 * those of all ticks. Either way the errors of the synthesizer are a mean over all messages and rows of the window.
 */

type Model = ExperimentInput['model'];

const fields: Fields = {
  x: { kind: 'values', shape: [1] },
  y: { kind: 'values', shape: [1] },
};
const k = 0.5;

/** One pass of `dni` over a window in which every module learns: the gradients by parameter, and the result. */
function pass(
  net: Network,
  data: Parameters<typeof windowOf>,
  states: Record<EdgeId, number[]>,
  shards: number,
  test: (gradients: Record<string, number[]>, result: WindowPassResult) => void,
): void {
  const [rows] = data;
  const feed = uploadFeed(net, windowOf(...data));
  tf.tidy(() => {
    const tensors = Object.entries(states).map(([edge, values]): [EdgeId, Tensor] => [
      edge as EdgeId,
      tf.tensor(values, [rows, values.length / rows]),
    ]);
    const parameters = net.parameters.all();
    const result = runSharded(
      net,
      {
        feed,
        method: 'dni',
        modeOf: () => ({ training: true, updateStatistics: true, seed: tf.zeros([2], 'int32') }),
        nodes: new Set(net.modules.flatMap(({ nodes }) => nodes)),
        learningModules: new Set(net.modules.map(({ id }) => id)),
        states: new Map(tensors),
        received: new Map(),
        scaleOf: () => tf.scalar(k),
        variables: parameters.map(({ variable }) => variable),
      },
      shards,
    );
    const gradients = parameters.map(
      ({ name }, index) => [name, valuesOf(result.gradients[index])] as const,
    );
    test(Object.fromEntries(gradients), result);
    result.dispose();
  });
  disposeFeed(feed);
}

const networkOf = (model: Model, unroll: number): Network =>
  network(
    experiment({
      model,
      task: { kind: 'sequence', dataset: 'd' },
      training: { steps: 1, batch: 1, unroll, optimizer: { kind: 'sgd', rate: 1 } },
    }),
    fields,
  );

describe('the errors of a synthesizer over four ticks, by hand', () => {
  onPlainCpu();

  /** x → a → b → loss, and on a cycle b → a one tick later; all linear, of one number. */
  const model = (isCycle: boolean): Model => ({
    nodes: {
      x: { kind: 'input', field: 'x' },
      both: { kind: 'concat' },
      a: { kind: 'dense', units: 1 },
      b: { kind: 'dense', units: 1 },
      loss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'both' },
      ...(isCycle
        ? [{ from: 'b', to: 'both', delay: 1, decoupled: { synthesizer: { hidden: [] } } } as const]
        : []),
      { from: 'both', to: 'a' },
      { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] }, trainMessage: true } },
      { from: 'b', to: 'loss' },
    ],
  });

  it.each([
    ['on a cycle', true],
    ['on no cycle', false],
  ])('are a mean over the ticks: %s', (_, isCycle) => {
    const net = networkOf(model(isCycle), 4);
    setWeights(net, {
      // a = x, b = a, M(h) = 0.1 h + 0.5.
      'a/kernel': isCycle ? [1, 0] : [1],
      'a/bias': [0],
      'b/kernel': [1],
      'b/bias': [0],
      'a->b/synthesizer/0/kernel': [0.1],
      'a->b/synthesizer/0/bias': [0.5],
    });
    const data = {
      x: { size: 1, values: [1, 2, 3, 4] },
      y: { size: 1, values: [0, 0, 0, 0] },
    };
    pass(net, [1, data, null, 0, 4], isCycle ? { 'b->both': [0] } : {}, 1, (gradients, result) => {
      // 2 h arrives at h: M − 2h = −1.4, −3.3, −5.2 and −7.1.
      const traces = result.traces.get('a->b') ?? [];
      expectClose(
        traces.flatMap(({ arriving }) => valuesOf(arriving)),
        [2, 4, 6, 8],
      );
      expectClose(gradients['a->b/synthesizer/0/bias'] ?? [], [(2 * -17) / 4]);
      expectClose(gradients['a->b/synthesizer/0/kernel'] ?? [], [
        (2 * (-1.4 - 6.6 - 15.6 - 28.4)) / 4,
      ]);
      // With trainMessage 0.1 · 2 (M − 2h), and the synthetic gradients 0.5 · (0.6, 0.7, 0.8, 0.9).
      expectClose(gradients['a/bias'] ?? [], [(0.2 * -17 + 0.5 * 3) / 4]);
    });
    net.dispose();
  });

  it('count a message from before the window as one of its messages', () => {
    // The edge is on no cycle: `a` reads what `x2` sent one tick before.
    const net = networkOf(
      {
        nodes: {
          x: { kind: 'input', field: 'x' },
          a: { kind: 'dense', units: 1 },
          b: { kind: 'dense', units: 1 },
          loss: { kind: 'meanSquaredError', target: 'y' },
        },
        edges: [
          { from: 'x', to: 'a' },
          { from: 'a', to: 'b', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
          { from: 'b', to: 'loss' },
        ],
      },
      4,
    );
    setWeights(net, {
      'a/kernel': [1],
      'a/bias': [0],
      'b/kernel': [1],
      'b/bias': [0],
      'a->b/synthesizer/0/kernel': [0.1],
      'a->b/synthesizer/0/bias': [0.5],
    });
    const data = {
      x: { size: 1, values: [2, 3, 4, 9] },
      y: { size: 1, values: [0, 0, 0, 0] },
    };
    pass(net, [1, data, null, 0, 4], { 'a->b': [1] }, 1, (gradients) => {
      // The messages 1, 2, 3 and 4 as above.
      expectClose(gradients['a->b/synthesizer/0/bias'] ?? [], [(2 * -17) / 4]);
    });
    net.dispose();
  });

  it('take zero for the gradient of a message that no loss of the window depends on', () => {
    // `c` passes on what `b` sent a tick before, so that the last message of `a` counts in the next window alone.
    const net = networkOf(
      {
        nodes: {
          x: { kind: 'input', field: 'x' },
          both: { kind: 'concat' },
          a: { kind: 'dense', units: 1 },
          b: { kind: 'dense', units: 1 },
          c: { kind: 'dense', units: 1 },
          loss: { kind: 'meanSquaredError', target: 'y' },
        },
        edges: [
          { from: 'x', to: 'both' },
          { from: 'c', to: 'both', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
          { from: 'both', to: 'a' },
          { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
          { from: 'b', to: 'c', delay: 1 },
          { from: 'c', to: 'loss' },
        ],
      },
      2,
    );
    setWeights(net, {
      'a/kernel': [1, 0],
      'a/bias': [0],
      ...Object.fromEntries(
        ['b', 'c'].flatMap((id) => [
          [`${id}/kernel`, [1]],
          [`${id}/bias`, [0]],
        ]),
      ),
      'a->b/synthesizer/0/bias': [0.5],
    });
    const data = { x: { size: 1, values: [3, 4] }, y: { size: 1, values: [0, 0] } };
    pass(net, [1, data, null, 0, 2], { 'c->both': [0], 'b->c': [0] }, 1, (gradients, result) => {
      const traces = result.traces.get('a->b') ?? [];
      expectClose(
        traces.flatMap(({ arriving }) => valuesOf(arriving)),
        [6, 0],
      );
      expectClose(gradients['a->b/synthesizer/0/bias'] ?? [], [(2 * (-5.5 + 0.5)) / 2]);
    });
    net.dispose();
  });
});

describe('the objective of two modules that feed each other, by finite differences', () => {
  onPlainCpu();

  const [rows, ticks, units] = [2, 4, 2];
  /** The window begins at this tick of the stream (from 0). */
  const from = 2;

  const modelOf = (isCycle: boolean): Model => ({
    nodes: {
      x: { kind: 'input', field: 'x' },
      both: { kind: 'concat' },
      a: { kind: 'dense', units, activation: 'tanh' },
      near: { kind: 'dense', units: 1 },
      nearLoss: { kind: 'meanSquaredError', target: 'y' },
      b: { kind: 'rnn', units },
      far: { kind: 'dense', units: 1 },
      farLoss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'both' },
      ...(isCycle
        ? [{ from: 'b', to: 'both', delay: 1, decoupled: { synthesizer: { hidden: [] } } } as const]
        : []),
      { from: 'both', to: 'a' },
      { from: 'a', to: 'near' },
      { from: 'near', to: 'nearLoss' },
      {
        from: 'a',
        to: 'b',
        decoupled: {
          synthesizer: { hidden: [3], activation: 'tanh', condition: { inputs: 2 } },
          trainMessage: true,
        },
      },
      { from: 'b', to: 'b', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
      { from: 'b', to: 'far' },
      { from: 'far', to: 'farLoss' },
    ],
  });

  const stream = {
    x: rowsOf(wave(rows * (from + ticks), 1.9), from + ticks),
    y: rowsOf(wave(rows * (from + ticks), 2.3), from + ticks),
  };
  /** What crossed the edges `b->both` and `b->b` before the window. */
  const before = { message: wave(rows * units, 0.7), state: wave(rows * units, 1.1) };

  /** The whole objective of a row, written down from its definition, with what the method holds constant. */
  class Row {
    /** Messages of `a` at ticks 1 to T, of `b` at ticks 0 to T − 1 as `a` reads them, and states of `b` at 1 to T. */
    readonly #sent: { a: Matrix; read: Matrix; b: Matrix };
    readonly #index: number;
    readonly #isCycle: boolean;
    readonly #starts: readonly number[];
    readonly #initial: Weights;

    constructor(index: number, weights: Weights, isCycle: boolean, starts: readonly number[]) {
      this.#index = index;
      this.#isCycle = isCycle;
      this.#starts = starts;
      this.#initial = weights;
      const sent = { a: [] as Matrix, read: [] as Matrix, b: [] as Matrix };
      let state = this.#state;
      let message = rowsOf(before.message, units)[index] ?? [];
      for (let tick = 1; tick <= ticks; tick++) {
        sent.read.push(message);
        const a = this.#a(weights, tick, message);
        state = this.#b(weights, tick, a, state);
        sent.a.push(a);
        sent.b.push(state);
        message = state;
      }
      this.#sent = sent;
    }

    get #state(): number[] {
      return rowsOf(before.state, units)[this.#index] ?? [];
    }

    /** 0 where a sequence starts at the tick, else 1. */
    #keeps(tick: number): number {
      return this.#starts.includes(from + tick - 1) ? 0 : 1;
    }

    #x(tick: number): number {
      return stream.x[this.#index]?.[from + tick - 1] ?? Number.NaN;
    }

    #a(weights: Weights, tick: number, message: number[]): number[] {
      const read = this.#isCycle ? scale(message, this.#keeps(tick)) : [];
      return linear(weights, 'a', [this.#x(tick), ...read]).map(Math.tanh);
    }

    #b(weights: Weights, tick: number, a: number[], state: number[]): number[] {
      const through = multiply(scale(state, this.#keeps(tick)), weights['b/recurrent'], units);
      return add(linear(weights, 'b', a), through).map(Math.tanh);
    }

    /** M of `a->b`, which sees the last two inputs. */
    #aheadOfB(weights: Weights, tick: number, a: number[]): number[] {
      const input = [...a, this.#x(tick - 1), this.#x(tick)];
      const hidden = linear(weights, 'a->b/synthesizer/0', input).map(Math.tanh);
      return linear(weights, 'a->b/synthesizer/1', hidden);
    }

    #loss(weights: Weights, head: string, tick: number, x: number[]): number {
      const target = stream.y[this.#index]?.[from + tick - 1] ?? Number.NaN;
      return squared(difference(linear(weights, head, x), [target]));
    }

    /** What module B minimises, given what it reads. Not divided by n. */
    #ofB(weights: Weights, read: Matrix, start: number[]): number {
      const initial = this.#initial;
      let state = start;
      const terms = read.map((a, index) => {
        const tick = index + 1;
        state = this.#b(weights, tick, a, state);
        const loss = this.#loss(weights, 'far', tick, state);
        const sent = this.#sent.b[index] ?? [];
        const guesses = [
          ...(this.#isCycle ? [linear(initial, 'b->both/synthesizer/0', sent)] : []),
          ...(tick === ticks ? [linear(initial, 'b->b/synthesizer/0', sent)] : []),
        ];
        return loss + this.#keeps(tick + 1) * k * sumOf(guesses.map((guess) => dot(guess, state)));
      });
      return sumOf(terms);
    }

    /** What module A minimises, given what it reads, with the error of the synthesizer by `trainMessage`. */
    #ofA(weights: Weights, read: Matrix, arriving: Matrix): number {
      const terms = read.map((message, index) => {
        const tick = index + 1;
        const a = this.#a(weights, tick, message);
        const guess = this.#aheadOfB(this.#initial, tick, this.#sent.a[index] ?? []);
        const error = difference(this.#aheadOfB(weights, tick, a), arriving[index]);
        return this.#loss(weights, 'near', tick, a) + k * dot(guess, a) + squared(error);
      });
      return sumOf(terms);
    }

    /** The objective of the row as a function of the weights, not divided by n, and the loss of `a->b`. */
    objective(): { objective: (weights: Weights) => number; synthesizerLoss: number } {
      const initial = this.#initial;
      const { a, read } = this.#sent;
      const [start, starts] = [this.#state, this.#keeps(1)];
      const ofMessages = (f: (messages: Matrix) => number, messages: Matrix): Matrix =>
        rowsOf(
          gradientOf((flat) => f(rowsOf(flat, units)), messages.flat()),
          units,
        );
      const arriving = {
        a: ofMessages((messages) => this.#ofB(initial, messages, start), a),
        state: gradientOf((state) => this.#ofB(initial, a, state), start),
      };
      const arrivingAtB = ofMessages((messages) => this.#ofA(initial, messages, arriving.a), read);
      return {
        synthesizerLoss: sumOf(
          a.map((message, index) =>
            squared(difference(this.#aheadOfB(initial, index + 1, message), arriving.a[index])),
          ),
        ),
        objective: (weights) => {
          const ofState =
            starts *
            squared(difference(linear(weights, 'b->b/synthesizer/0', start), arriving.state));
          const ofB = read.map((message, index) => {
            if (!this.#isCycle) return 0;
            const guess = linear(weights, 'b->both/synthesizer/0', message);
            return this.#keeps(index + 1) * squared(difference(guess, arrivingAtB[index]));
          });
          return (
            this.#ofA(weights, read, arriving.a) +
            this.#ofB(weights, a, start) +
            sumOf(ofB) +
            // A mean over rows alone: one state a row.
            ticks * ofState
          );
        },
      };
    }
  }

  const startOf = (net: Network): Record<string, number[]> =>
    Object.fromEntries(
      net.parameters
        .all()
        .map(({ name, variable }, index) => [
          name,
          wave(variable.size, 0.4 + 0.3 * index).map((value) => 0.6 * value),
        ]),
    );

  const onStream = (
    net: Network,
    begins: number[][] | null,
    shards: number,
    test: Parameters<typeof pass>[4],
  ): void => {
    const data = {
      x: { size: 1, values: stream.x.flat() },
      y: { size: 1, values: stream.y.flat() },
    };
    const isCycle = net.interfaces.has('b->both');
    pass(
      net,
      [rows, data, begins, from, ticks, 2],
      { 'b->b': before.state, ...(isCycle ? { 'b->both': before.message } : {}) },
      shards,
      test,
    );
  };

  it.each([
    ['on a cycle', true, null, 1],
    ['on no cycle', false, null, 1],
    // In row 0 a sequence starts in the window and right after it, in row 1 with the window.
    ['on a cycle, sequences starting', true, [[4, 6], [2]], 1],
    ['on no cycle, sequences starting', false, [[4, 6], [2]], 1],
    ['on a cycle, the rows in shards', true, [[4, 6], [2]], 2],
  ] as [string, boolean, number[][] | null, number][])(
    'has these gradients in every parameter: %s',
    (_, isCycle, begins, shards) => {
      const net = networkOf(modelOf(isCycle), ticks);
      setWeights(net, startOf(net));
      const weights = weightsOf(net);
      const all = Array.from({ length: rows }, (__, row) =>
        new Row(row, weights, isCycle, begins?.[row] ?? []).objective(),
      );
      const mean = (at: Weights): number =>
        sumOf(all.map(({ objective }) => objective(at))) / (rows * ticks);
      onStream(net, begins, shards, (gradients, { traces }) => {
        for (const [name, found] of Object.entries(gradients)) {
          const expected = gradientIn(mean, weights, name);
          expect(Math.max(...expected.map(Math.abs)), name).toBeGreaterThan(1e-3);
          expectClose(found, expected, 5);
        }
        // The reported loss is the mean that the objective holds.
        const seen = traces.get('a->b') ?? [];
        expect(seen).toHaveLength(shards * (isCycle ? ticks : 1));
        const errors = seen.map(({ synthetic, arriving }) =>
          squared(difference(valuesOf(synthetic), valuesOf(arriving))),
        );
        expectClose([sumOf(errors)], [sumOf(all.map(({ synthesizerLoss }) => synthesizerLoss))]);
      });
      net.dispose();
    },
  );

  it('is the same on a cycle that has no effect as without it', () => {
    const [cycle, chain] = [true, false].map((isCycle) => networkOf(modelOf(isCycle), ticks));
    if (!cycle || !chain) throw new Error('no network');
    const start = startOf(chain);
    setWeights(chain, start);
    setWeights(cycle, {
      ...start,
      // Of x as without the cycle, of b nothing.
      'a/kernel': [...(start['a/kernel'] ?? []), 0, 0, 0, 0],
      'b->both/synthesizer/0/kernel': [0, 0, 0, 0],
      'b->both/synthesizer/0/bias': [0, 0],
    });
    onStream(chain, null, 1, (expected) =>
      onStream(cycle, null, 1, (found) => {
        for (const [name, values] of Object.entries(expected))
          expectClose((found[name] ?? []).slice(0, values.length), values);
      }),
    );
    cycle.dispose();
    chain.dispose();
  });
});
