import { describe, expect, it } from 'vitest';
import {
  addedColumns,
  changeColumn,
  openGroups,
  replaceColumn,
  showColumn,
  withPlaceColumn,
} from '../../../../src-renderer/runs/table/edit-columns';
import {
  defaultChoices,
  defaultColumnSet,
  nextSorting,
  parseTableChoices,
} from '../../../../src-renderer/runs/table/table-choices';

const idsOf = ({ columns }: typeof defaultColumnSet): string[] => columns.map(({ id }) => id);
const set = {
  ...defaultColumnSet,
  columns: ['a', 'b'].map((id) => ({ id, width: null, pinned: false })),
};

describe('nextSorting', () => {
  it('rises, falls and ends with the clicks on a column', () => {
    const rising = nextSorting([], 'a', false);
    const falling = nextSorting(rising, 'a', false);
    expect(rising).toEqual([{ id: 'a', desc: false }]);
    expect(falling).toEqual([{ id: 'a', desc: true }]);
    expect(nextSorting(falling, 'a', false)).toEqual([]);
    expect(nextSorting(falling, 'b', false)).toEqual([{ id: 'b', desc: false }]);
  });

  it('keeps the other columns and their order with Shift', () => {
    const both = nextSorting([{ id: 'a', desc: true }], 'b', true);
    expect(both).toEqual([
      { id: 'a', desc: true },
      { id: 'b', desc: false },
    ]);
    expect(nextSorting([{ id: 'b', desc: false }, ...both.slice(0, 1)], 'b', true)).toEqual([
      { id: 'b', desc: true },
      { id: 'a', desc: true },
    ]);
    expect(nextSorting(both, 'a', true)).toEqual([{ id: 'b', desc: false }]);
  });
});

describe('parseTableChoices', () => {
  it('reads what was kept, and fills in what an earlier version did not know', () => {
    expect(parseTableChoices(JSON.parse(JSON.stringify(defaultChoices)))).toEqual(defaultChoices);
    expect(parseTableChoices({ current: { columns: [{ id: 'run.name' }] } })).toMatchObject({
      current: { columns: [{ id: 'run.name', width: null, pinned: false }], grouping: [] },
      sets: [],
    });
  });

  it('leaves what is no table', () => {
    expect(parseTableChoices({ current: { columns: [] } })).toBeUndefined();
    expect(parseTableChoices('x')).toBeUndefined();
  });
});

describe('columns', () => {
  it('are shown at the right end, and hidden', () => {
    expect(idsOf(showColumn(set, 'c', true))).toEqual(['a', 'b', 'c']);
    expect(idsOf(showColumn(set, 'a', false))).toEqual(['b']);
  });

  it('of settings that differ join, without those that were hidden', () => {
    const hidden = showColumn(set, 'd', false);
    expect(addedColumns(hidden, ['a', 'c', 'd', 'e', 'f'], 2)).toEqual(['c', 'e']);
    expect(addedColumns(showColumn(hidden, 'd', true), ['c', 'd'], 2)).toEqual(['c']);
    expect(idsOf(changeColumn(set, 'c', { width: 90 }))).toEqual(['a', 'b', 'c']);
  });

  it('keep their place and order when another value of the metric is shown', () => {
    const sorted = { ...set, sorting: [{ id: 'a', desc: true }], grouping: ['a'] };
    expect(replaceColumn(sorted, 'a', 'a@best')).toMatchObject({
      columns: [{ id: 'a@best' }, { id: 'b' }],
      sorting: [{ id: 'a@best', desc: true }],
      grouping: ['a@best'],
    });
    expect(idsOf(replaceColumn(set, 'a', 'b'))).toEqual(['b']);
  });
});

it('groups open and close', () => {
  const closed = openGroups(new Set(['x']), ['y'], false);
  expect([...closed]).toEqual(['x', 'y']);
  expect([...openGroups(closed, ['x', 'y'], true)]).toEqual([]);
});

it('puts the place behind the status, unless the user has put it elsewhere or taken it away', () => {
  const column = (id: string) => ({ id, width: null, pinned: false });
  const set = { ...defaultColumnSet, columns: [column('run.name'), column('run.status')] };
  const idsOf = (changed: typeof set): string[] => withPlaceColumn(changed).map(({ id }) => id);
  expect(idsOf(set)).toEqual(['run.name', 'run.status', 'run.place']);
  expect(idsOf({ ...set, columns: [column('run.name')] })).toEqual(['run.place', 'run.name']);
  const moved = [column('run.name'), column('run.place'), column('run.status')];
  expect(idsOf({ ...set, columns: moved })).toEqual(moved.map(({ id }) => id));
  expect(idsOf({ ...set, hidden: ['run.place'] })).toEqual(['run.name', 'run.status']);
});
