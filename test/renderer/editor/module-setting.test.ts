import { expect, it } from 'vitest';
import { findModules, settingsOfModule } from '#spec/graph';
import { setModuleSetting } from '../../../src-renderer/editor/module-setting';
import { chain } from './make';

const [, upper] = findModules(chain().model);
if (!upper) throw new Error('the chain has two modules');

it('is set under the module, and taken away again', () => {
  const before = chain();
  const set = setModuleSetting(before, upper, 'updateProbability', 0.2);
  expect(set.model.modules).toEqual({ b: { updateProbability: 0.2 } });
  expect(settingsOfModule(set.model, upper)).toEqual({ updateProbability: 0.2 });
  expect(before.model.modules).toEqual({});
  expect(setModuleSetting(set, upper, 'updateProbability', undefined).model.modules).toEqual({});
});

it('is found, and replaced, where another node of the module holds it', () => {
  const before = chain();
  before.model.modules = { a: { updateProbability: 0.9 }, c: { updateProbability: 0.3 } };
  expect(settingsOfModule(before.model, upper)).toEqual({ updateProbability: 0.3 });
  expect(setModuleSetting(before, upper, 'updateProbability', 0.5).model.modules).toEqual({
    a: { updateProbability: 0.9 },
    b: { updateProbability: 0.5 },
  });
});

it('leaves the other settings of the module as they are', () => {
  const before = chain();
  before.model.modules = { c: { updateProbability: 0.3 } };
  const placed = setModuleSetting(before, upper, 'device', 'gpu:1');
  expect(placed.model.modules).toEqual({ b: { updateProbability: 0.3, device: 'gpu:1' } });
  expect(setModuleSetting(placed, upper, 'updateProbability', undefined).model.modules).toEqual({
    b: { device: 'gpu:1' },
  });
});
