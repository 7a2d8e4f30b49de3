import { describe, expect, it } from 'vitest';
import {
  findNext,
  modeOf,
  moveIndex,
  noSelection,
  rowsOfKey,
  select,
  selectAll,
  selectOnly,
  toggle,
} from '../../../../src-renderer/runs/table/selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const keys = { ctrlKey: false, metaKey: false, shiftKey: false };

describe('select', () => {
  it('selects one row by a click', () => {
    const selection = select(selectOnly('a'), order, 'c', modeOf(keys));
    expect(selection).toEqual({ ids: new Set(['c']), anchor: 'c', lead: 'c' });
  });

  it('adds and removes a row with Ctrl or Cmd', () => {
    const two = select(selectOnly('a'), order, 'c', modeOf({ ...keys, ctrlKey: true }));
    expect(two).toEqual({ ids: new Set(['a', 'c']), anchor: 'c', lead: 'c' });
    const one = select(two, order, 'c', modeOf({ ...keys, metaKey: true }));
    expect(one).toEqual({ ids: new Set(['a']), anchor: 'a', lead: 'a' });
    expect(select(one, order, 'a', 'toggle')).toEqual(noSelection);
  });

  it('selects from the anchor with Shift, in both directions and again', () => {
    const down = select(selectOnly('b'), order, 'd', modeOf({ ...keys, shiftKey: true }));
    expect(down).toEqual({ ids: new Set(['b', 'c', 'd']), anchor: 'b', lead: 'd' });
    expect(select(down, order, 'a', 'range')).toEqual({
      ids: new Set(['a', 'b']),
      anchor: 'b',
      lead: 'a',
    });
  });

  it('selects one row with Shift where the anchor is filtered away', () => {
    expect(select(selectOnly('x'), order, 'c', 'range')).toEqual(selectOnly('c'));
  });
});

it('toggle adds all rows of a group, and removes them where all are selected', () => {
  const both = toggle(selectOnly('b'), ['b', 'c']);
  expect([...both.ids]).toEqual(['b', 'c']);
  expect([...toggle(both, ['b', 'c']).ids]).toEqual([]);
});

it('selectAll keeps the run whose details are shown', () => {
  expect(selectAll(order, selectOnly('c'))).toEqual({
    ids: new Set(order),
    anchor: 'c',
    lead: 'c',
  });
  expect(selectAll(order, noSelection).lead).toBe('a');
});

it('findNext is the row below the selected ones, above them at the end', () => {
  expect(findNext(toggle(selectOnly('b'), ['d']), order)).toBe('e');
  expect(findNext(toggle(selectOnly('d'), ['e']), order)).toBe('c');
  expect(findNext(selectAll(order, noSelection), order)).toBeNull();
});

it('keys move by a row, a page or to an end', () => {
  expect(['ArrowUp', 'PageDown', 'Home', 'x'].map((key) => rowsOfKey(key, 7))).toEqual([
    -1,
    7,
    -Infinity,
    null,
  ]);
  expect([moveIndex(0, -1, 5), moveIndex(3, 7, 5), moveIndex(3, -Infinity, 5)]).toEqual([0, 4, 0]);
});
