import { expect, it } from 'vitest';
import { findModules, findModuleSettings } from '#spec/graph';
import { setModuleSetting } from '../../../src-renderer/editor/module-setting';
import { buildChain } from './chain';

const [, upper] = findModules(buildChain().model);
if (!upper) throw new Error('the chain has two modules');

it('stores a setting under the id of the module, and removes it again', () => {
  const before = buildChain();
  const set = setModuleSetting(before, upper, 'updateProbability', 0.2);
  expect(set.model.modules).toEqual({ b: { updateProbability: 0.2 } });
  expect(findModuleSettings(set.model, upper)).toEqual({ updateProbability: 0.2 });
  expect(before.model.modules).toEqual({});
  expect(setModuleSetting(set, upper, 'updateProbability', undefined).model.modules).toEqual({});
});

it('reads and moves settings that are stored under another node of the module', () => {
  const before = buildChain();
  before.model.modules = { a: { updateProbability: 0.9 }, c: { updateProbability: 0.3 } };
  expect(findModuleSettings(before.model, upper)).toEqual({ updateProbability: 0.3 });
  expect(setModuleSetting(before, upper, 'updateProbability', 0.5).model.modules).toEqual({
    a: { updateProbability: 0.9 },
    b: { updateProbability: 0.5 },
  });
});

it('keeps the other settings of the module', () => {
  const before = buildChain();
  before.model.modules = { c: { updateProbability: 0.3 } };
  const placed = setModuleSetting(before, upper, 'device', 'gpu:1');
  expect(placed.model.modules).toEqual({ b: { updateProbability: 0.3, device: 'gpu:1' } });
  expect(setModuleSetting(placed, upper, 'updateProbability', undefined).model.modules).toEqual({
    b: { device: 'gpu:1' },
  });
});
