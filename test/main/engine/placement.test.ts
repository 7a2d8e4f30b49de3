import { expect, it } from 'vitest';
import { buildNetwork } from '#engine/network';
import { buildOptimizers } from '#engine/optimizers/build-optimizers';
import { placementOf } from '#engine/placement';
import { experiment, onPlainCpu } from './helpers';
import type { ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';

const model: ExperimentInput['model'] = {
  nodes: {
    image: { kind: 'input', field: 'x' },
    below: { kind: 'dense', units: 3, batchNorm: true, activation: 'relu' },
    above: { kind: 'dense', units: 2 },
    loss: { kind: 'softmaxCrossEntropy', target: 'y' },
  },
  edges: [
    { from: 'image', to: 'below' },
    {
      from: 'below',
      to: 'above',
      decoupled: { synthesizer: { hidden: [4] }, syntheticInput: { hidden: [] } },
    },
    { from: 'above', to: 'loss' },
  ],
  modules: { loss: { device: 'gpu:1' } },
};

onPlainCpu();

it('puts every variable with the module it works for', () => {
  const optimizer = { kind: 'adam', rate: 0.01 } as const;
  const spec = experiment({ model, training: { method: 'dni', steps: 1, optimizer } });
  const fields: Fields = {
    x: { kind: 'values', shape: [2] },
    y: { kind: 'label', classes: 2 },
  };
  const network = buildNetwork(spec.model, fields, 1);
  const optimizers = buildOptimizers(network, spec.training);
  try {
    const { variables, devices } = placementOf(network, optimizers);
    expect(devices).toEqual([null, 'gpu:1']);
    const groups = (prefix: string): Set<number | undefined> =>
      new Set(variables.filter(({ name }) => name.startsWith(prefix)).map(({ group }) => group));
    expect(groups('below/')).toEqual(new Set([0]));
    expect(groups('above/')).toEqual(new Set([1]));
    expect(groups('below->above/synthesizer/')).toEqual(new Set([0]));
    expect(groups('below->above/syntheticInput/')).toEqual(new Set([1]));
    expect(groups('')).toEqual(new Set([0, 1]));
    // Adam's slots too.
    expect(variables.map(({ name }) => name)).toContain('below->above/synthesizer/0/kernel/mean');
  } finally {
    for (const optimizer of optimizers.values()) optimizer.dispose();
    network.dispose();
  }
});
