import { expect, it } from 'vitest';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { findSurfaceNodes } from '#spec/surface';

const experiment = (
  task: ExperimentInput['task'],
  nodes: ExperimentInput['model']['nodes'],
): Experiment =>
  experimentSchema.parse({
    version: 1,
    name: 'test',
    model: { nodes, edges: [] },
    task,
    training: { steps: 1, optimizer: { kind: 'sgd', rate: 1 } },
  });
const point = { kind: 'input', field: 'point' } as const;
const loss = { kind: 'softmaxCrossEntropy', target: 'label' } as const;

it('a model that sorts points of a plane into classes has a decision surface', () => {
  expect(findSurfaceNodes(experiment({ kind: 'spirals' }, { point, also: point, loss }))).toEqual({
    field: 'point',
    loss: 'loss',
    target: 'label',
  });
});

it('a model of images, without classes, or of another field beside has none', () => {
  const image = { kind: 'input', field: 'image' } as const;
  const squared = { kind: 'meanSquaredError', target: 'label' } as const;
  expect(findSurfaceNodes(experiment({ kind: 'mnist' }, { image, loss }))).toBeNull();
  expect(findSurfaceNodes(experiment({ kind: 'spirals' }, { point, squared }))).toBeNull();
  expect(findSurfaceNodes(experiment({ kind: 'spirals' }, { point, image, loss }))).toBeNull();
});
