import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { shardCount, runSharded } from '#engine/pass/shards';
import { initialStates } from '#engine/unroll/initial-states';
import type { WindowPassRequest, WindowPassResult } from '#engine/pass/window-pass';
import type { ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, experiment, network, onPlainCpu, valuesOf, wave, windowOf } from '../helpers';

const fields: Fields = {
  symbol: { kind: 'label', classes: 3 },
  next: { kind: 'label', classes: 3 },
};
const model = (more: object = {}): ExperimentInput['model'] => ({
  nodes: {
    x: { kind: 'input', field: 'symbol' },
    core: { kind: 'lstm', units: 4 },
    out: { kind: 'dense', units: 'classes', ...more },
    loss: { kind: 'softmaxCrossEntropy', target: 'next' },
  },
  edges: [
    { from: 'x', to: 'core' },
    {
      from: 'core',
      to: 'core',
      delay: 1,
      decoupled: { synthesizer: { hidden: [5], condition: { inputs: 2 } } },
    },
    {
      from: 'core',
      to: 'out',
      decoupled: { synthesizer: { hidden: [3] }, syntheticInput: { hidden: [2] } },
    },
    { from: 'out', to: 'loss' },
  ],
});
const spec = (more: object = {}) =>
  experiment({
    model: model(more),
    task: { kind: 'recall', symbols: 3 },
    training: { method: 'dni', steps: 1, batch: 4, unroll: 3, optimizer: { kind: 'sgd', rate: 1 } },
  });

describe('rows in lanes', () => {
  onPlainCpu();

  it('give what all rows together give', () => {
    const net = network(spec(), fields);
    for (const { variable } of net.parameters.all())
      tf.tidy(() => variable.assign(tf.tensor(wave(variable.size, 0.8), variable.shape)));
    const [rows, ticks] = [4, 3];
    const classes = (step: number): number[] =>
      Array.from({ length: rows * 6 }, (_, index) => (index * step + (index % 4)) % 3);
    const data = {
      symbol: { size: 1, isLabel: true, values: classes(5) },
      next: { size: 1, isLabel: true, values: classes(7).map((one, at) => (at % 5 ? one : -1)) },
    };
    // Sequences begin within the window in row 1, and right after it in row 2.
    const feed = uploadFeed(net, windowOf(rows, data, [[], [4], [6], []], 3, ticks, 2));
    const zero = initialStates(net, rows);
    const states = new Map(
      [...zero].map(([edge, state]) => [edge, tf.tensor(wave(state.size, 0.6), state.shape)]),
    );
    const request: WindowPassRequest = {
      feed,
      method: 'dni',
      modeOf: () => ({ training: true, updateStatistics: true, seed: tf.zeros([2], 'int32') }),
      nodes: new Set(['core', 'out', 'loss']),
      learningModules: new Set(net.modules.map(({ id }) => id)),
      states,
      received: new Map(),
      scaleOf: () => tf.scalar(0.5),
      variables: net.parameters.all().map(({ variable }) => variable),
    };
    const seen = (result: WindowPassResult): Record<string, number[]> => ({
      ...Object.fromEntries(
        net.parameters.all().map(({ name }, at) => [name, valuesOf(result.gradients[at])]),
      ),
      sum: valuesOf(result.losses.get('loss')?.sum),
      valid: valuesOf(result.losses.get('loss')?.valid),
      incorrect: valuesOf(result.losses.get('loss')?.incorrect),
      state: valuesOf(result.states.get('core->core')),
      synthetic: [(result.traces.get('core->core') ?? []).length],
    });
    tf.tidy(() => {
      const [whole, apart] = [1, 2].map((lanes) => runSharded(net, request, lanes));
      if (!whole || !apart) throw new Error('no result');
      const [expected, found] = [seen(whole), seen(apart)];
      for (const [name, values] of Object.entries(expected)) {
        if (name === 'synthetic') expect(found[name]).toEqual(values.map((count) => 2 * count));
        else expectClose(found[name] ?? [], values);
      }
      expect(expected['core/kernel']?.some((value) => Math.abs(value) > 1e-3)).toBe(true);
      whole.dispose();
      apart.dispose();
    });
    disposeFeed(feed);
    tf.dispose([...zero.values(), ...states.values()]);
    net.dispose();
  });

  it('are as many as rows are worth it, and one where something ties rows together', () => {
    const lanes = (rows: number, most: number, more: object = {}): number =>
      shardCount(spec(more).model, rows, most);
    expect(lanes(64, 2)).toBe(2);
    expect(lanes(64, 8)).toBe(4);
    expect(lanes(31, 2)).toBe(1);
    expect(lanes(64, 1)).toBe(1);
    expect(lanes(64, 2, { batchNorm: true })).toBe(1);
  });
});
