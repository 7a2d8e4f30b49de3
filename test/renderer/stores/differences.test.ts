import { describe, expect, it } from 'vitest';
import { differences, leavesOf, settingText } from '../../../src-renderer/stores/differences';

describe('differences', () => {
  it('names the settings that are not all the same, with every value', () => {
    const base = { training: { steps: 10, optimizer: { kind: 'adam', rate: 3e-4 } } };
    const other = {
      training: { steps: 10, optimizer: { kind: 'sgd', rate: 3e-4, momentum: 0.9 } },
    };
    expect(differences([base, other, base])).toEqual([
      { path: 'training.optimizer.kind', values: ['adam', 'sgd', 'adam'] },
      { path: 'training.optimizer.momentum', values: [undefined, 0.9, undefined] },
    ]);
  });

  it('finds nothing in equal trees, in whatever order their keys stand', () => {
    expect(
      differences([
        { a: 1, b: [1, 2] },
        { b: [1, 2], a: 1 },
      ]),
    ).toEqual([]);
  });

  it('knows edges by their ends, not by their place', () => {
    const edge = (from: string, to: string) => ({ from, to });
    const first = { edges: [edge('a', 'b'), edge('b', 'c')] };
    const second = { edges: [edge('b', 'c'), edge('a', 'b')] };
    expect(differences([first, second])).toEqual([]);
  });

  it('keeps a list of numbers as one setting, and empty things as leaves', () => {
    expect([...leavesOf({ hidden: [64, 32], none: [], more: {} })]).toEqual([
      ['hidden', [64, 32]],
      ['none', []],
      ['more', {}],
    ]);
  });
});

describe('settingText', () => {
  it('reads like a table, not like code', () => {
    expect([true, [], [64, 32], undefined, 0.1].map(settingText)).toEqual([
      'yes',
      'none',
      '64, 32',
      '–',
      '0.1',
    ]);
  });
});
