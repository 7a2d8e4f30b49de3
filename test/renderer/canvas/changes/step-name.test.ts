import { expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import { nameStep } from '../../../../src-renderer/canvas/changes/step-name';
import { createHistory, pushVersion } from '../../../../src-renderer/editor/history';
import { listSteps } from '../../../../src-renderer/editor/history-steps';
import { removeAndJoin } from '../../../../src-renderer/editor/edits';
import { template } from '../../../main/spec/make';

const spec = template('mnist-cdni');
const { nodes, edges } = spec.model;
const places = Object.fromEntries(Object.keys(nodes).map((id, x) => [id, { x, y: 0 }]));
const placed: Experiment = { ...spec, canvas: { positions: places } };
const name = (before: Experiment, after: Experiment): string | undefined =>
  listSteps(pushVersion(createHistory(before), after, null, 0)).map(nameStep)[0];

it('is what was done on the canvas, in plain words', () => {
  const moved = { ...places, loss: { x: 7, y: 7 }, image: { x: 8, y: 8 } };
  expect(name(placed, { ...spec, canvas: { positions: moved } })).toBe('Moved 2 nodes');
  expect(name(placed, spec)).toBe('Arranged the nodes');
  expect(name(placed, { ...spec, canvas: { positions: {} } })).toBe('Arranged the nodes');
});

it('says of nodes that are removed or added nothing that follows from it', () => {
  expect(name(placed, removeAndJoin(placed, ['hidden1', 'hidden2'], []))).toBe(
    'Removed hidden1 and hidden2',
  );
});

it('names settings and edges as the canvas does', () => {
  const hidden1 = { ...nodes['hidden1'], units: 128 } as never;
  const narrower = { ...spec, model: { ...spec.model, nodes: { ...nodes, hidden1 } } };
  expect(name(spec, narrower)).toBe('hidden1: Units: 256 → 128');
  const coupled = edges.map((edge) =>
    edge.from === 'hidden1' ? { from: edge.from, to: edge.to } : edge,
  );
  expect(name(spec, { ...spec, model: { ...spec.model, edges: coupled } })).toBe(
    'Coupled hidden1 → hidden2',
  );
});

it('names the settings of a run by their labels, and what they belong to', () => {
  const training = {
    ...spec.training,
    batch: 32,
    optimizer: { ...spec.training.optimizer, rate: 0.5 },
  };
  const changed = name(spec, { ...spec, training } as Experiment);
  expect(changed).toBe(
    `Training: Batch: ${spec.training.batch} → 32; Training: Learning rate: ${spec.training.optimizer.rate} → 0.5`,
  );
});

it('says once how the model was opened, even where a version was kept without a change', () => {
  const same = structuredClone(spec);
  const history = [same, { ...same, name: 'Wider' }].reduce(
    (made, next) => pushVersion(made, next, null, 0),
    createHistory(spec),
  );
  const steps = listSteps(history);
  expect(steps.map(({ undos }) => undos)).toEqual([0, 1]);
  expect(steps.map(nameStep)).toEqual([`Name: ${spec.name} → Wider`, 'As it was opened']);
});
