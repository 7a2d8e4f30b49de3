import { expect, it } from 'vitest';
import { findModules } from '#spec/graph';
import { explainMethod, findUnlocking } from '#chart/methods';
import { buildExperiment } from '../../renderer/editor/experiment';

function explain(text: string, task = 'mnist') {
  const experiment = buildExperiment(text, { task: { kind: task } });
  const unlocking = findUnlocking(experiment, findModules(experiment.model).length);
  return explainMethod('dni', unlocking);
}

it('explains a method by what the decoupled edges of the model unlock', () => {
  expect(explain('image>a a/b b>loss')).toBe(
    'Decoupled edges use their synthesizers: modules update without waiting for the gradients of others.',
  );
  const locked = 'No edge unlocks a module: everything is locked, with every method.';
  expect(explain('image>a a>b b>loss')).toBe(locked);
  expect(explain('image>a a/b b>sum a>sum sum>loss')).toBe(locked);
  expect(explain('image>core core%core core>loss', 'recall')).toMatch(
    /^The gradient of what lies beyond an unroll is predicted/,
  );
  expect(explain('image>core core~core core>loss', 'recall')).toMatch(
    /^No edge unlocks anything\. Ordinary truncated backpropagation/,
  );
});
