import { expect, it } from 'vitest';
import { findModules } from '#spec/graph';
import {
  moduleProbability,
  setModuleProbability,
} from '../../../../src-renderer/canvas/inspector/module-probability';
import { chain } from './make';

const [, upper] = findModules(chain().model);
if (!upper) throw new Error('the chain has two modules');

it('is set under the module, and taken away again', () => {
  const before = chain();
  const set = setModuleProbability(before, upper, 0.2);
  expect(set.model.modules).toEqual({ b: { updateProbability: 0.2 } });
  expect(moduleProbability(set, upper)).toBe(0.2);
  expect(before.model.modules).toEqual({});
  expect(setModuleProbability(set, upper, undefined).model.modules).toEqual({});
});

it('is found, and replaced, where another node of the module holds it', () => {
  const before = chain();
  before.model.modules = { a: { updateProbability: 0.9 }, c: { updateProbability: 0.3 } };
  expect(moduleProbability(before, upper)).toBe(0.3);
  expect(setModuleProbability(before, upper, 0.5).model.modules).toEqual({
    a: { updateProbability: 0.9 },
    b: { updateProbability: 0.5 },
  });
});
