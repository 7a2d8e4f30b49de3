import { expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { gatherNotes } from '../../../src-renderer/editor/gather-notes';
import { buildExperiment } from './experiment';

it('puts notes below the model that are far from it or on a node, and leaves the others', () => {
  // The nodes reach from 0, 0 to 332, 64 or a little further down.
  const positions = { a: { x: 0, y: 0 }, b: { x: 200, y: 0 } };
  const box = { text: '', width: 120, height: 60 };
  const notes = {
    far: { ...box, x: 1800, y: 400 },
    near: { ...box, x: 0, y: -100 },
    covering: { ...box, x: 210, y: 10 },
  };
  const plain = buildExperiment('a>b');
  const experiment = experimentSchema.parse({ ...plain, canvas: { positions, notes } });
  const gathered = gatherNotes(experiment, positions).canvas?.notes ?? {};
  expect(gathered['near']).toEqual(notes.near);
  const { far, covering } = gathered;
  expect([far?.x, covering?.x]).toEqual([0, 160]);
  expect(far?.y).toBe(covering?.y);
  expect(far?.y).toBeGreaterThan(64);
  expect(far?.y).toBeLessThan(140);
});
