import { expect, it } from 'vitest';
import { findModules } from '#spec/graph';
import type { Method } from '#spec/training';
import { describeCut, describeModule } from '../../../../src-renderer/canvas/inspector/module-text';
import { buildExperiment } from '../../editor/experiment';

function describeModules(text: string, method: Method): string[] {
  const experiment = buildExperiment(text);
  const training = { ...experiment.training, method };
  return findModules(experiment.model).map((module) =>
    describeModule({ ...experiment, training }, module),
  );
}

it('says how a module updates under the method of the model', () => {
  const text = 'image>a a/b b>loss image>c';
  expect(describeModules(text, 'dni')).toEqual([
    'It updates by itself.',
    'No gradient reaches it with the method DNI, so that nothing updates.',
    'These nodes update together.',
  ]);
  expect(describeModules(text, 'backprop')[0]).toBe(
    'With backprop it updates together with all other modules.',
  );
  expect(describeModules(text, 'none')[0]).toBe(
    'No gradient reaches it with the method none, so that nothing updates.',
  );
  expect(describeModules('image>a a/sum b/sum sum>loss image>b', 'dni')).toContain(
    'There is nothing to learn in it.',
  );
});

it('says what comes back over an edge, and with which method', () => {
  const { model } = buildExperiment('image>a a/b b>loss a>c');
  const [, cut, , open] = model.edges;
  if (!cut || !open) throw new Error('edges are missing');
  const state = { isDecoupled: true, isRecurrent: false };
  expect(describeCut(model, cut, state)).toBe(
    'The message goes on. With DNI the gradient that comes back is predicted from it; with backprop it is the true one, with none there is none.',
  );
  expect(describeCut(model, cut, { ...state, isDecoupled: false })).toMatch(
    /comes back from above/,
  );
  expect(describeCut(model, open, state)).toBe(
    'No gradient comes back with any method: no loss depends on the message.',
  );
  expect(describeCut(model, cut, { ...state, isRecurrent: true })).toContain(
    'is predicted with DNI, and cut off with the other methods.',
  );
});
