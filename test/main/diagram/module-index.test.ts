import { describe, expect, it } from 'vitest';
import { indexModules } from '#diagram/module-index';
import { findModules } from '#spec/graph';
import { buildExperiment } from '../../renderer/editor/experiment';

function numbersOf(text: string): Record<string, number> {
  const { model } = buildExperiment(text);
  return Object.fromEntries(indexModules(findModules(model), model));
}

describe('the numbers of modules', () => {
  const numbers = { a: 0, b: 1, loss: 1 };

  it('follow the order of the modules, without the inputs', () => {
    expect(numbersOf('image>a a/b b>loss')).toEqual(numbers);
  });

  it('stay when a node is added that is not connected', () => {
    expect(numbersOf('new image>a a/b b>loss')).toEqual(numbers);
  });

  it('stay when two connected nodes are pasted', () => {
    expect(numbersOf('c>d image>a a/b b>loss')).toEqual({ ...numbers, c: 2, d: 2 });
  });

  it('go by size while there is no loss', () => {
    expect(numbersOf('c>d image>a a/b')).toEqual({ a: 0, b: 1, c: 2, d: 2 });
  });
});
