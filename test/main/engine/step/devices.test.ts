import { expect, it } from 'vitest';
import { buildNetwork } from '#engine/model/network';
import { devicePlacement } from '#engine/step/devices';
import { TrainStep } from '#engine/step/train-step';
import type { Experiment, ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { inferUpdateWindows } from '#spec/update-windows';
import { experiment, onPlainCpu } from '../helpers';

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

const fields: Fields = {
  x: { kind: 'values', shape: [2] },
  y: { kind: 'label', classes: 2 },
};

/** The numbers of the modules that hold variables whose names begin so. */
function groupsOf(spec: Experiment): {
  names: string[];
  devices: (string | null)[];
  groups(prefix: string): Set<number | undefined>;
} {
  const network = buildNetwork(spec.model, fields, 1);
  const step = new TrainStep(network, spec.training, inferUpdateWindows(spec));
  try {
    const { variables, devices } = devicePlacement(network, step);
    return {
      devices,
      names: variables.map(({ name }) => name),
      groups: (prefix) =>
        new Set(variables.filter(({ name }) => name.startsWith(prefix)).map(({ group }) => group)),
    };
  } finally {
    step.dispose();
    network.dispose();
  }
}

const optimizer = { kind: 'adam', rate: 0.01 } as const;

it('puts every variable with the module it works for', () => {
  const { names, devices, groups } = groupsOf(
    experiment({ model, training: { method: 'dni', steps: 1, optimizer } }),
  );
  expect(devices).toEqual([null, 'gpu:1']);
  expect(groups('below/')).toEqual(new Set([0]));
  expect(groups('above/')).toEqual(new Set([1]));
  expect(groups('below->above/synthesizer/')).toEqual(new Set([0]));
  expect(groups('below->above/syntheticInput/')).toEqual(new Set([1]));
  expect(groups('')).toEqual(new Set([0, 1]));
  // Adam's slots too.
  expect(names).toContain('below->above/synthesizer/0/kernel/mean');
});

it('puts what is remembered with the module whose message it is', () => {
  const { names, groups } = groupsOf(
    experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          fast: { kind: 'rnn', units: 3 },
          slow: { kind: 'gru', units: 2, period: 2 },
          out: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: 'y' },
        },
        edges: [
          { from: 'x', to: 'fast' },
          { from: 'fast', to: 'fast', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
          { from: 'fast', to: 'slow', decoupled: { synthesizer: { hidden: [] } } },
          { from: 'slow', to: 'slow', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
          { from: 'slow', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      task: { kind: 'sequence', dataset: 'd' },
      training: { method: 'dni', steps: 1, batch: 2, unroll: 2, optimizer },
    }),
  );
  expect(names.filter((name) => name.includes('|'))).toEqual([
    'state|fast->fast',
    'state|slow->slow',
    'past|slow|0|state|slow->slow',
    'past|slow|0|sent|fast->slow|0',
    'past|slow|0|sent|fast->slow|1',
  ]);
  expect(groups('state|fast->fast')).toEqual(new Set([0]));
  expect(groups('state|slow->slow')).toEqual(new Set([1]));
  expect(groups('past|slow|0|state|')).toEqual(new Set([1]));
  expect(groups('past|slow|0|sent|')).toEqual(new Set([0]));
});
