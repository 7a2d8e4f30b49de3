import { expect, it } from 'vitest';
import { SameWithoutPlaces } from '../../../src-renderer/editor/same-without-places';
import { moveNodes, updateTraining } from '../../../src-renderer/editor/edits';
import { buildExperiment } from './experiment';

it('stays the same object while nodes are moved and the model is renamed, and follows every other edit', () => {
  const same = new SameWithoutPlaces();
  const first = buildExperiment('image>a a/b b>loss');
  expect(same.take(first)).toBe(first);
  const moved = { ...moveNodes(first, { a: { x: 5, y: 6 } }), name: 'Renamed' };
  expect(same.take(moved)).toBe(first);
  const trained = updateTraining(moved, { seed: 7 });
  expect(same.take(trained)).toBe(trained);
  expect(same.take(first)).toBe(first);
});
