import { expect, it } from 'vitest';
import { modelSchema } from '#spec/model';
import { listItems } from '../../../../src-renderer/canvas/connect-mode/graph-order';
import { addFrame, addNote } from '../../../../src-renderer/editor/annotations';
import { buildExperiment } from '../../editor/experiment';

it('goes through the nodes after those that send to them, then through the edges, frames and notes', () => {
  const size = { width: 100, height: 100 };
  const model = modelSchema.parse({
    nodes: {
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      b: { kind: 'dense', units: 4 },
      a: { kind: 'dense', units: 4 },
      image: { kind: 'input', field: 'image' },
    },
    edges: [
      { from: 'b', to: 'loss' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a', delay: 1 },
      { from: 'image', to: 'a' },
    ],
  });
  const right = addFrame(buildExperiment('image>loss', { model }), { ...size, x: 400, y: 0 }, 'B');
  const left = addFrame(right.experiment, { ...size, x: 10, y: 50 }, 'A');
  const { experiment } = addNote(left.experiment, { x: 0, y: 0 });
  expect(listItems(experiment).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'node image',
    'node a',
    'node b',
    'node loss',
    'edge image->a',
    'edge a->b',
    'edge b->a',
    'edge b->loss',
    'frame frame2',
    'frame frame1',
    'note note1',
  ]);
});
