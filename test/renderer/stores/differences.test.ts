import { describe, expect, it } from 'vitest';
import {
  findDifferences,
  flattenSettings,
  formatSetting,
} from '../../../src-renderer/stores/differences';

describe('differences', () => {
  it('lists the settings that are not all equal, with the value of every tree', () => {
    const base = { training: { steps: 10, optimizer: { kind: 'adam', rate: 3e-4 } } };
    const other = {
      training: { steps: 10, optimizer: { kind: 'sgd', rate: 3e-4, momentum: 0.9 } },
    };
    expect(findDifferences([base, other, base])).toEqual([
      { path: 'training.optimizer.kind', values: ['adam', 'sgd', 'adam'] },
      { path: 'training.optimizer.momentum', values: [undefined, 0.9, undefined] },
    ]);
  });

  it('finds none in equal trees, whatever the order of their keys', () => {
    expect(
      findDifferences([
        { a: 1, b: [1, 2] },
        { b: [1, 2], a: 1 },
      ]),
    ).toEqual([]);
  });

  it('identifies edges by their end nodes, not by their index', () => {
    const edge = (from: string, to: string) => ({ from, to });
    const first = { edges: [edge('a', 'b'), edge('b', 'c')] };
    const second = { edges: [edge('b', 'c'), edge('a', 'b')] };
    expect(findDifferences([first, second])).toEqual([]);
  });

  it('keeps a list of numbers as one setting, and empty lists and objects as leaves', () => {
    expect([...flattenSettings({ hidden: [64, 32], none: [], more: {} })]).toEqual([
      ['hidden', [64, 32]],
      ['none', []],
      ['more', {}],
    ]);
  });
});

describe('settingText', () => {
  it('formats values for a table, not as code', () => {
    expect([true, [], [64, 32], undefined, 0.1].map(formatSetting)).toEqual([
      'yes',
      'none',
      '64, 32',
      '–',
      '0.1',
    ]);
  });
});
