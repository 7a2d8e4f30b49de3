import { expect, it } from 'vitest';
import { parseExperiment } from '#spec/parse-experiment';
import {
  findNextFocus,
  hasItem,
  type PlacedExperiment,
} from '../../../../src-renderer/canvas/connect-mode/next-focus';
import { removeAndJoin, removeElements } from '../../../../src-renderer/editor/edits';

const dense = { kind: 'dense', units: 4 };
const { experiment } = parseExperiment({
  version: 1,
  name: 'Focus',
  task: { kind: 'mnist' },
  training: { steps: 10, optimizer: { kind: 'adam', rate: 0.001 } },
  model: {
    nodes: {
      image: { kind: 'input', field: 'image' },
      hidden1: dense,
      hidden2: dense,
      logits: { kind: 'dense', units: 10 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      alone: dense,
    },
    edges: [
      { from: 'image', to: 'hidden1' },
      { from: 'hidden1', to: 'hidden2' },
      { from: 'hidden2', to: 'logits' },
      { from: 'logits', to: 'loss' },
    ],
  },
  canvas: {
    positions: {},
    notes: { note: { text: '', x: 410, y: 300, width: 200, height: 100 } },
  },
});
if (!experiment) throw new Error('The model of the test is not one.');
const positions = {
  image: { x: 0, y: 0 },
  hidden1: { x: 200, y: 0 },
  hidden2: { x: 400, y: 0 },
  logits: { x: 600, y: 0 },
  loss: { x: 800, y: 0 },
  alone: { x: 590, y: 200 },
};
const before: PlacedExperiment = { experiment, positions };
const without = (...ids: string[]) => removeAndJoin(experiment, ids, []);

it('goes from a removed node to the one that sent to it, else to the one that it sent to', () => {
  const removed = { kind: 'node', id: 'hidden2' } as const;
  expect(findNextFocus(removed, before, without('hidden2'))).toEqual({
    kind: 'node',
    id: 'hidden1',
  });
  expect(findNextFocus({ kind: 'node', id: 'image' }, before, without('image'))).toEqual({
    kind: 'node',
    id: 'hidden1',
  });
});

it('goes over neighbours that are removed too, along as few edges as possible', () => {
  // To loss lead two edges, to image three.
  const after = without('hidden1', 'hidden2', 'logits');
  expect(findNextFocus({ kind: 'node', id: 'hidden2' }, before, after)?.id).toBe('image');
  expect(findNextFocus({ kind: 'node', id: 'logits' }, before, after)?.id).toBe('loss');
});

it('goes from a removed edge to the node that it left', () => {
  const after = removeElements(experiment, [], ['hidden1->hidden2']);
  const removed = { kind: 'edge', id: 'hidden1->hidden2' } as const;
  expect(hasItem(removed, experiment)).toBe(true);
  expect(hasItem(removed, after)).toBe(false);
  expect(findNextFocus(removed, before, after)?.id).toBe('hidden1');
});

it('goes from a node without edges and from a note to what is nearest', () => {
  expect(findNextFocus({ kind: 'node', id: 'alone' }, before, without('alone'))?.id).toBe('logits');
  const note = { kind: 'note', id: 'note' } as const;
  expect(hasItem(note, experiment)).toBe(true);
  expect(findNextFocus(note, before, experiment)?.id).toBe('alone');
});

it('finds nothing where no node is left', () => {
  const after = without(...Object.keys(experiment.model.nodes));
  expect(findNextFocus({ kind: 'node', id: 'loss' }, before, after)).toBe(null);
});
