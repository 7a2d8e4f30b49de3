import { describe, expect, it } from 'vitest';
import { describeColumns } from '../../../../src-renderer/runs/table/column';
import { TableRows, type TableInput } from '../../../../src-renderer/runs/table/table-rows';
import { makeRun } from './make-run';

const columns = describeColumns(['train/loss', 'training.method', 'run.name', 'training.seed']);
const runs = [
  makeRun({ id: 'a', name: 'run 10', loss: 0.5, method: 'dni', seed: 2 }),
  makeRun({ id: 'b', name: 'run 9', loss: 0.1, method: 'none', seed: 1 }),
  makeRun({
    id: 'c',
    name: 'run 1',
    metrics: { 'train/loss': { last: 9, best: 9, bestStep: 1, notFiniteAt: 2 } },
    method: 'dni',
    seed: 1,
  }),
  makeRun({ id: 'd', name: 'run 2', method: 'none', seed: 2 }),
  makeRun({ id: 'e', name: 'run 3', loss: 0.3, method: 'dni', seed: 3 }),
];

function idsOf(input: Partial<TableInput>): string[] {
  const table = new TableRows();
  const rows = table.update({
    runs,
    columns,
    sorting: [],
    grouping: [],
    collapsed: new Set(),
    ...input,
  });
  return rows.map(({ id }) => id);
}

describe('sorting', () => {
  it('keeps the order of the runs where none is chosen', () => {
    expect(idsOf({})).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('puts runs without a number last in both directions', () => {
    expect(idsOf({ sorting: [{ id: 'train/loss', desc: false }] })).toEqual([
      'b',
      'e',
      'a',
      'c',
      'd',
    ]);
    expect(idsOf({ sorting: [{ id: 'train/loss', desc: true }] })).toEqual([
      'a',
      'e',
      'b',
      'c',
      'd',
    ]);
  });

  it('orders by several columns, and by numbers within names', () => {
    const sorting = [
      { id: 'training.method', desc: true },
      { id: 'run.name', desc: false },
    ];
    expect(idsOf({ sorting })).toEqual(['d', 'b', 'c', 'e', 'a']);
  });
});

describe('groups', () => {
  it('are rows with their runs below, in the order of the first', () => {
    expect(idsOf({ grouping: ['training.method'] })).toEqual([
      'training.method:DNI',
      'a',
      'c',
      'e',
      'training.method:none',
      'b',
      'd',
    ]);
  });

  it('hide their runs when they are closed, and still know them', () => {
    const rows = new TableRows().update({
      runs,
      columns,
      sorting: [],
      grouping: ['training.method'],
      collapsed: new Set(['training.method:DNI']),
    });
    expect(rows.map(({ id }) => id)).toEqual([
      'training.method:DNI',
      'training.method:none',
      'b',
      'd',
    ]);
    expect(rows[0]).toMatchObject({
      kind: 'group',
      value: 'DNI',
      isOpen: false,
      runs: [{ id: 'a' }, { id: 'c' }, { id: 'e' }],
    });
  });

  it('are sorted by the mean of their runs, and their runs by the value', () => {
    // DNI: (0.5 + 0.3) / 2 = 0.4; none: 0.1.
    expect(
      idsOf({ grouping: ['training.method'], sorting: [{ id: 'train/loss', desc: false }] }),
    ).toEqual(['training.method:none', 'b', 'd', 'training.method:DNI', 'e', 'a', 'c']);
  });

  it('are sorted by a mean that has each seed of the same settings once', () => {
    const again = {
      loss: 0.9,
      method: 'dni',
      seed: 2,
      created: '2026-11-21T10:00:00.000Z',
    } as const;
    const repeated = [
      makeRun({ id: 'low', loss: 0.1, method: 'dni', seed: 1 }),
      makeRun({
        id: 'old',
        loss: 0.2,
        method: 'dni',
        seed: 2,
        created: '2026-11-19T10:00:00.000Z',
      }),
      makeRun({ ...again, id: 'again' }),
      makeRun({ id: 'between', loss: 0.45, method: 'none', seed: 1 }),
    ];
    // DNI: (0.1 + 0.9) / 2 = 0.5, above 0.45; with the older run of seed 2, 0.4 would be below it.
    const ids = idsOf({
      runs: repeated,
      grouping: ['training.method'],
      sorting: [{ id: 'train/loss', desc: false }],
    });
    expect(ids[0]).toBe('training.method:none');
  });

  it('can be within others', () => {
    const ids = idsOf({ grouping: ['training.method', 'training.seed'] });
    expect(ids.slice(0, 4)).toEqual([
      'training.method:DNI',
      'training.method:DNI>training.seed:2',
      'a',
      'training.method:DNI>training.seed:1',
    ]);
  });
});

it('follows a run that has changed', () => {
  const table = new TableRows();
  const input = { columns, grouping: [], collapsed: new Set<string>() };
  const sorting = [{ id: 'train/loss', desc: false }];
  table.update({ ...input, runs, sorting });
  const changed = runs.map((run) => (run.id === 'a' ? makeRun({ id: 'a', loss: 0.01 }) : run));
  const rows = table.update({ ...input, runs: changed, sorting });
  expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'e', 'c', 'd']);
});
