import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import type { ComparedLine } from '../../../src-renderer/compare/compared.svelte';
import {
  buildRows,
  hasTwoLines,
  isCompared,
  runsOf,
  type ListContent,
} from '../../../src-renderer/compare/list-rows';

function run(id: string, model = 'Recall', name = model): Run {
  return { id, name, method: 'dni', seed: Number(id.at(-1)), spec: { name: model } } as Run;
}

function line(key: string, ...ids: string[]): ComparedLine {
  const runs = ids.map((id) => run(id));
  return { key, label: key, group: { key, values: {}, runs }, isHidden: false, color: 0, dash: [] };
}

function content(changes: Partial<ListContent>): ListContent {
  return {
    lines: [line('dni', 'a1', 'a2'), line('none', 'b1')],
    isGrouped: true,
    others: [],
    matches: () => true,
    toggled: new Set(),
    labelMembers: ({ group }) => new Map(group.runs.map(({ id, seed }) => [id, `seed ${seed}`])),
    ...changes,
  };
}

const keysOf = (changes: Partial<ListContent>): string[] =>
  buildRows(content(changes)).map(({ key }) => key);

describe('the list of groups and runs', () => {
  it('shows the groups first, folded', () => {
    expect(keysOf({})).toEqual(['heading:compared', 'dni', 'none']);
  });

  it('shows the runs of a group that is unfolded, by what differs', () => {
    const rows = buildRows(content({ toggled: new Set(['dni']) }));
    expect(rows.map(({ key }) => key)).toEqual(['heading:compared', 'dni', 'a1', 'a2', 'none']);
    expect(rows[3]).toMatchObject({ kind: 'member', label: 'seed 2' });
  });

  it('gives groups and long labels two lines', () => {
    const long = run('c1', 'Copy', 'A run with a name of its own');
    const grouped = buildRows(content({ toggled: new Set(['dni']), others: [long] }));
    expect(grouped.map((row) => [row.key, hasTwoLines(row)])).toEqual([
      ['heading:compared', false],
      ['dni', true],
      ['a1', false],
      ['a2', false],
      ['none', true],
      ['heading:others', false],
      ['model:{"run.model":"Copy"}', false],
      ['c1', true],
    ]);
    const single = buildRows(content({ isGrouped: false, lines: [line('a1', 'a1')] }));
    expect(single.map(hasTwoLines)).toEqual([false, false]);
  });

  it('has nothing to unfold where every run is a line of its own', () => {
    const rows = buildRows(content({ isGrouped: false, lines: [line('a1', 'a1')] }));
    expect(rows[1]).toMatchObject({ kind: 'line', isOpen: null });
  });

  it('shows other runs by model, with their names where they have some of their own', () => {
    const rows = buildRows(
      content({ lines: [], others: [run('c1'), run('d1', 'Copy', 'Mine'), run('c2')] }),
    );
    expect(rows.map(({ key }) => key)).toEqual([
      'heading:others',
      'model:{"run.model":"Recall"}',
      'c1',
      'c2',
      'model:{"run.model":"Copy"}',
      'd1',
    ]);
    expect(rows[2]).toMatchObject({ label: 'DNI, seed 1' });
    expect(rows[5]).toMatchObject({ label: 'Mine, DNI, seed 1' });
  });

  it('has runs that repeat a seed under their group, and says so', () => {
    const dni = line('dni', 'a1');
    const [counted] = dni.group.runs;
    if (!counted) throw new Error('no run');
    dni.group.repeats = [{ run: run('a2'), counted }];
    const labelMembers = () => new Map([['a2', 'seed 1']]);
    const rows = buildRows(content({ lines: [dni], labelMembers, toggled: new Set(['dni']) }));
    expect(rows.map(({ key }) => key)).toEqual(['heading:compared', 'dni', 'a1', 'a2']);
    expect(rows[2]).toMatchObject({ countedRun: null });
    expect(rows[3]).toMatchObject({ label: 'seed 1', countedRun: counted });
  });

  it('shows what the search leaves, no group without a run, and says that it is not all', () => {
    const rows = buildRows(
      content({ others: [run('c2'), run('c3')], matches: ({ seed }) => seed === 2 }),
    );
    expect(rows.map((row) => [row.key, runsOf(row).map(({ id }) => id)])).toEqual([
      ['heading:compared', ['a2']],
      ['dni', ['a2']],
      ['heading:others', ['c2']],
      ['model:{"run.model":"Recall"}', ['c2']],
      ['c2', ['c2']],
    ]);
    expect(rows.map(isCompared)).toEqual([true, true, false, false, false]);
    expect([rows[0], rows[2]]).toMatchObject([
      { title: 'Compared, 1 of 3 found' },
      { title: 'Other runs, 1 of 2 found' },
    ]);
  });
});
