import { describe, expect, it } from 'vitest';
import { contextOf } from '#engine/pass/context';
import { trueGradients } from '#engine/run/diagnostics';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import type { ExperimentInput } from '#spec/experiment';
import { tf } from '#tensorflow/backend/tf';
import { difference, gradientIn, linear, scale, squared, sumOf, type Weights } from '../float64';
import {
  expectClose,
  experiment,
  network,
  onPlainCpu,
  symbolFields,
  symbolStreams,
  Trainer,
  weightsOf,
  windowOf,
} from '../helpers';

/** A network at every tick, one at every fourth that remembers, and the edge between them decoupled. */
const model: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 4, activation: 'tanh' },
    b: { kind: 'rnn', units: 3, period: 4 },
    out: { kind: 'dense', units: 'classes' },
    loss: { kind: 'softmaxCrossEntropy', target: 'symbol' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
    { from: 'b', to: 'b', delay: 1 },
    { from: 'b', to: 'out' },
    { from: 'out', to: 'loss' },
  ],
};
const rows = 2;
const data = symbolStreams(rows, 16);
const spec = (method: string) =>
  experiment({
    model,
    task: { kind: 'sequence', dataset: 'd' },
    training: {
      method,
      steps: 10,
      batch: rows,
      unroll: 4,
      fullUnroll: 16,
      optimizer: { kind: 'sgd', rate: 1e-3 },
    },
  } as Partial<ExperimentInput>);

describe('two networks of different rates', () => {
  onPlainCpu();

  /** How far each array moved. */
  const moves = (
    method: string,
    ticks: number,
    prepare: (trainer: Trainer) => void = () => undefined,
  ) => {
    const trainer = new Trainer(spec(method), symbolFields);
    prepare(trainer);
    const before = weightsOf(trainer.network);
    const seen: Record<string, number[]>[] = [];
    for (let read = 0; read < 16; read += ticks) {
      trainer.on(
        (length, history, back) =>
          windowOf(rows, data, null, read + ticks - back - length, length, history),
        ticks,
      );
      seen.push(weightsOf(trainer.network));
    }
    trainer.dispose();
    const moved = (at: number): Record<string, number[]> =>
      Object.fromEntries(
        Object.entries(seen[at] ?? {}).map(([name, values]) => [
          name,
          values.map((value, index) => value - (before[name]?.[index] ?? 0)),
        ]),
      );
    return { moved, last: moved(seen.length - 1) };
  };

  const expectNear = (actual: number[] | undefined, expected: number[], share: number) => {
    const scale = Math.max(...expected.map(Math.abs));
    expect(scale).toBeGreaterThan(0);
    expected.forEach((value, index) => {
      expect(Math.abs((actual?.[index] ?? Number.NaN) - value) / scale).toBeLessThan(share);
    });
  };

  it('the fast one updates every window of its own, the slow one when its own closes', () => {
    const { moved } = moves('dni', 4);
    // The synthesizer starts at zero: before the slow network has taught it, the fast one stays.
    expect(moved(2)['b/kernel']?.every((value) => value === 0)).toBe(true);
    expect(moved(2)['a/kernel']?.every((value) => value === 0)).toBe(true);
    expect(moved(3)['b/kernel']?.some((value) => value !== 0)).toBe(true);
    expect(moved(3)['a->b/synthesizer/0/kernel']?.some((value) => value !== 0)).toBe(true);
  });

  it('a synthetic input learns from a message once, not again where the slow window is replayed', () => {
    const edges = model.edges.map((edge) =>
      edge.from === 'a' && edge.to === 'b'
        ? { ...edge, decoupled: { synthesizer: { hidden: [] }, syntheticInput: { hidden: [] } } }
        : edge,
    );
    const rate = 0.1;
    const settings = spec('dni');
    const trainer = new Trainer(
      experiment({
        ...settings,
        model: { ...model, edges },
        training: { ...settings.training, optimizer: { kind: 'sgd', rate } },
      }),
      symbolFields,
    );
    const name = 'a->b/syntheticInput/0';
    // The slow window ends with the last step, which replays it.
    for (let read = 4; read <= 16; read += 4) {
      const before = weightsOf(trainer.network);
      // `b` reads one message a step, at its last tick.
      const error = (weights: Weights): number =>
        sumOf(
          Array.from({ length: rows }, (_, row) => {
            const x = data.x.values.slice(3 * (16 * row + read - 1), 3 * (16 * row + read));
            const message = linear(before, 'a', x).map(Math.tanh);
            return squared(difference(linear(weights, name, x), message));
          }),
        ) / rows;
      trainer.on(
        (length, history, back) =>
          windowOf(rows, data, null, read - back - length, length, history),
        4,
      );
      const after = weightsOf(trainer.network);
      for (const part of ['kernel', 'bias']) {
        const values = before[`${name}/${part}`] ?? [];
        const gradient = gradientIn(error, before, `${name}/${part}`);
        expectClose(after[`${name}/${part}`] ?? [], difference(values, scale(gradient, rate)));
      }
    }
    trainer.dispose();
  });

  it('shows a synthesizer what its reader is asked, and zeros where it is asked nothing', () => {
    const conditioned = experiment({
      ...spec('dni'),
      model: {
        ...model,
        nodes: {
          // Stands first, and is not what b is asked.
          other: { kind: 'softmaxCrossEntropy', target: 'kind' },
          kinds: { kind: 'dense', units: 'classes' },
          ...model.nodes,
        },
        edges: [
          ...model.edges.map((edge) =>
            edge.to === 'b' && edge.from === 'a'
              ? { ...edge, decoupled: { synthesizer: { hidden: [], condition: 'label' as const } } }
              : edge,
          ),
          { from: 'a', to: 'kinds' },
          { from: 'kinds', to: 'other' },
        ],
      },
    });
    const net = network(conditioned, { ...symbolFields, kind: { kind: 'label', classes: 5 } });
    const asked = { ...data, kind: { size: 1, isLabel: true, values: data.symbol.values } };
    // Asked at tick 16 alone, of row 0 for class 2, of row 1 for class 1.
    asked.symbol = {
      ...data.symbol,
      values: data.symbol.values.map((_, index) => ({ 15: 2, 31: 1 })[index] ?? -1),
    };
    const feed = uploadFeed(net, windowOf(rows, asked, null, 0, 16));
    const on = net.interfaces.get('a->b');
    if (!on) throw new Error('no interface');
    tf.tidy(() => {
      const context = contextOf(on, new FeedReader(net, feed), [12, 16]);
      expect(context?.arraySync()).toEqual([
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
      ]);
    });
    disposeFeed(feed);
    net.dispose();
  });

  it('with exact synthetic gradients both go where backprop over all ticks takes them', () => {
    const whole = moves('backprop', 16).last;
    const reference = network(spec('dni'), symbolFields);
    const feed = uploadFeed(reference, windowOf(rows, data, null, 0, 16));
    const exact = trueGradients(reference, feed, 1).get('a->b') ?? [];
    tf.dispose(Object.values(feed.fields));
    reference.dispose();
    // The block of messages at ticks 4, 8, 12 and 16.
    expect(exact.map(({ sent }) => sent)).toEqual([[4, 8, 12, 16]]);
    const gradients = exact[0]?.gradient;
    if (!gradient(gradients)) throw new Error('nothing arrives');
    let window = 0;
    const decoupled = moves('dni', 4, ({ network: net }) => {
      const on = net.interfaces.get('a->b');
      if (!on) throw new Error('no interface');
      on.synthesizer = {
        predict: (message) =>
          // One message a window in training, all four where the slow network learns.
          message.shape[0] === rows
            ? tf.slice(gradients, [rows * window++, 0], [rows, 4])
            : tf.clone(gradients),
      };
    }).last;
    gradients.dispose();
    // The fast network's four updates are means over a quarter of the ticks each.
    expectNear(
      decoupled['a/kernel'],
      (whole['a/kernel'] ?? []).map((value) => 4 * value),
      0.02,
    );
    expectNear(decoupled['b/kernel'], whole['b/kernel'] ?? [], 0.02);
    expectNear(decoupled['b/recurrent'], whole['b/recurrent'] ?? [], 0.02);
    expectNear(decoupled['out/kernel'], whole['out/kernel'] ?? [], 0.02);
  });
});

function gradient<T>(value: T | undefined): value is T {
  return value !== undefined;
}
