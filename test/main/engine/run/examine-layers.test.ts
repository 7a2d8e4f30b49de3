import { describe, expect, it } from 'vitest';
import { disposeFeed } from '#engine/feed/feed';
import { examine } from '#engine/run/diagnostics';
import { copyParameters, type LayerState, type ParameterValues } from '#engine/run/examine-layers';
import type { Network } from '#engine/model/network';
import type { ExperimentInput } from '#spec/experiment';
import { tf } from '#tensorflow/backend/tf';
import {
  batchOf,
  eager,
  experiment,
  feedOf,
  network,
  numbers,
  onPlainCpu,
  setWeights,
} from '../helpers';

const model: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 4, bias: false, activation: 'relu' },
    b: { kind: 'dense', units: 1, bias: false },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b' },
    { from: 'b', to: 'loss' },
  ],
};

/** Two examples x = 1 and 2: `a` sends (1, 0, 0, 3) and (2, 0, 0, 6), `b` 4 and 8. */
function build(parts: Partial<ExperimentInput> = {}): Network {
  const net = network(experiment({ model, ...parts }), numbers(1));
  setWeights(net, { 'a/kernel': [1, -1, 0, 3], 'b/kernel': [1, 1, 1, 1] });
  return net;
}

function layersOf(net: Network, before: ParameterValues | null): ReadonlyMap<string, LayerState> {
  const feed = feedOf(net, batchOf(2, { x: [1, 2], y: [0, 0] }));
  const { layers } = examine(
    net,
    { feed, comparedAt: new Map() },
    { seed: 1, runner: eager(), comparesSynthesizers: false, before },
  );
  disposeFeed(feed);
  return layers;
}

describe('layers on the probe', () => {
  onPlainCpu();

  it('counts dead rectifiers and measures how widely activations spread', () => {
    const net = build();
    const layers = layersOf(net, null);
    expect([...layers.keys()]).toEqual(['a', 'b']);
    // Two of four units are zero for both examples.
    expect(layers.get('a')?.dead).toBe(0.5);
    // (1, 0, 0, 3, 2, 0, 0, 6): mean 1.5, mean of squares 50 / 8.
    expect(layers.get('a')?.activations).toBeCloseTo(Math.sqrt(6.25 - 2.25), 5);
    // A linear layer has no dead units; 4 and 8 are 2 from their mean.
    expect(layers.get('b')?.dead).toBeNull();
    expect(layers.get('b')?.activations).toBeCloseTo(2, 5);
    net.dispose();
  });

  it('measures weights, and updates since the examination before', () => {
    const net = build();
    expect(layersOf(net, null).get('a')?.updates).toBeNull();
    const before = copyParameters(net);
    setWeights(net, { 'a/kernel': [1, -1, 0.4, 3.2] });
    const layers = layersOf(net, before);
    // √((1 + 1 + 0.16 + 10.24) / 4) and √((0.16 + 0.04) / 4)
    expect(layers.get('a')?.weights).toBeCloseTo(Math.sqrt(3.1), 5);
    expect(layers.get('a')?.updates).toBeCloseTo(Math.sqrt(0.05), 5);
    expect(layers.get('b')?.updates).toBe(0);
    tf.dispose([...before.values()]);
    net.dispose();
  });

  it('examines no layer of a model with more than 100', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `n${index}`);
    const net = network(
      experiment({
        model: {
          nodes: {
            x: { kind: 'input', field: 'x' },
            ...Object.fromEntries(ids.map((id) => [id, { kind: 'dense', units: 1 }])),
            loss: { kind: 'meanSquaredError', target: 'y' },
          },
          edges: ['x', ...ids].map((from, index) => ({ from, to: ids[index] ?? 'loss' })),
        },
      }),
      numbers(1),
    );
    expect(layersOf(net, null).size).toBe(0);
    net.dispose();
  });
});
