import { expect, it } from 'vitest';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { nodeCatalogue } from '#spec/node-catalogue';
import { asLastLayer } from '../../../src-renderer/editor/last-layer';

const dense = nodeCatalogue.dense.create();

function makeExperiment(layer: object, edges: ExperimentInput['model']['edges']): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'A model',
    model: {
      nodes: {
        image: { kind: 'input', field: 'image' },
        layer,
        other: dense,
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges,
    },
    task: { kind: 'mnist' },
    training: { steps: 10, optimizer: { kind: 'sgd', rate: 0.1 } },
  });
}

const toLoss = { from: 'layer', to: 'loss' };

it('makes a layer with the usual settings linear where it sends to a loss', () => {
  expect(dense).toMatchObject({ batchNorm: true, activation: 'relu' });
  const { nodes } = asLastLayer(makeExperiment(dense, [toLoss]), 'layer').model;
  expect(nodes['layer']).toEqual({ ...dense, batchNorm: false, activation: 'linear' });
  expect(nodes['other']).toEqual(dense);
});

it('leaves a layer as it is that sends to another layer too, or to nothing', () => {
  for (const edges of [[toLoss, { from: 'layer', to: 'other' }], []]) {
    const experiment = makeExperiment(dense, edges);
    expect(asLastLayer(experiment, 'layer')).toBe(experiment);
  }
});

it('leaves a layer as it is whose settings were chosen', () => {
  const experiment = makeExperiment({ ...dense, activation: 'tanh' }, [toLoss]);
  expect(asLastLayer(experiment, 'layer')).toBe(experiment);
});

it('leaves nodes alone that have no such settings', () => {
  const experiment = makeExperiment({ kind: 'flatten' }, [toLoss]);
  expect(asLastLayer(experiment, 'layer')).toBe(experiment);
});
