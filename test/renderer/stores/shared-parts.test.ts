import { expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { SharedParts } from '../../../src-renderer/stores/shared-parts';
import { makeRun } from '../runs/table/make-run';

it('gives runs with equal models one object, and changes no value', () => {
  const parts = new SharedParts();
  const [first, second] = [makeRun({ id: 'a' }), makeRun({ id: 'b', seed: 2 })];
  const [a, b] = [parts.share(first), parts.share(second)] as [TrainedRun, TrainedRun];
  expect(a).toEqual(first);
  expect(b).toEqual(second);
  expect(first.spec.model).not.toBe(second.spec.model);
  expect(b.spec.model).toBe(a.spec.model);
  expect(b.spec.task).toBe(a.spec.task);
  // Seeds differ.
  expect(b.spec.training).not.toEqual(a.spec.training);
});

it('keeps models apart that differ', () => {
  const parts = new SharedParts();
  const run = makeRun();
  const changed = structuredClone(run);
  changed.spec.model.edges = changed.spec.model.edges.slice(1);
  const [a, b] = [parts.share(run), parts.share(changed)] as [TrainedRun, TrainedRun];
  expect(b).toEqual(changed);
  expect(b.spec.model).not.toEqual(a.spec.model);
});
