import { describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { makeRun } from '../../main/analysis/make-run';
import type { ComparedLine } from '#chart/lines/compared-lines';
import {
  buildRows,
  countLines,
  isCompared,
  labelOf,
  labelOthers,
  runsOf,
  type ListContent,
} from '../../../src-renderer/compare/list-rows';

function run(id: string, model = 'Recall', name = model): TrainedRun {
  const { spec } = makeRun(id);
  return makeRun(id, {
    name,
    spec: { ...spec, name: model },
    training: { seed: Number(id.at(-1)) },
  });
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
    otherLabels: new Map(),
    modelDetails: new Map(),
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

  it('tells models of one name apart, also from one that is gone', () => {
    const others = ['mnist', 'mnist-2', null].map((modelId, index) => ({
      ...run(`d${index + 1}`),
      modelId,
    }));
    const modelDetails = new Map([
      ['mnist', 'changed today'],
      ['mnist-2', 'changed yesterday'],
    ]);
    const rows = buildRows(content({ lines: [], others, modelDetails }));
    expect(rows.filter(({ kind }) => kind === 'model').map(labelOf)).toEqual([
      'Recall (changed today)',
      'Recall (changed yesterday)',
      'Recall',
    ]);
    expect(rows.map((row) => runsOf(row).length)).toEqual([3, 1, 1, 1, 1, 1, 1]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(7);
  });

  it('gives groups and long labels more lines', () => {
    const others = [
      run('c1', 'Copy', 'A run with a name of its own'),
      run('c2', 'Copy', 'A run of which the name fills a line of the list'),
    ];
    const grouped = buildRows(content({ toggled: new Set(['dni']), others }));
    expect(grouped.map((row) => [row.key, countLines(row, 300)])).toEqual([
      ['heading:compared', 1],
      ['dni', 2],
      ['a1', 1],
      ['a2', 1],
      ['none', 2],
      ['heading:others', 1],
      ['model:{"run.model":"Copy"}', 1],
      ['c1', 2],
      ['c2', 3],
    ]);
    const single = buildRows(content({ isGrouped: false, lines: [line('a1', 'a1')] }));
    expect(single.map((row) => countLines(row, 300))).toEqual([1, 1]);
    // In a wider list the same labels have room beside their figures.
    expect(grouped.slice(-2).map((row) => countLines(row, 600))).toEqual([1, 1]);
  });

  it('has nothing to unfold where every run is a line of its own', () => {
    const rows = buildRows(content({ isGrouped: false, lines: [line('a1', 'a1')] }));
    expect(rows[1]).toMatchObject({ kind: 'line', isOpen: null });
  });

  it('shows other runs by model, with their names where they have some of their own', () => {
    const others = [run('c1'), run('d1', 'Copy', 'Mine'), run('c2')];
    const rows = buildRows(content({ lines: [], others, otherLabels: labelOthers(others) }));
    expect(rows.map(({ key }) => key)).toEqual([
      'heading:others',
      'model:{"run.model":"Recall"}',
      'c1',
      'c2',
      'model:{"run.model":"Copy"}',
      'd1',
    ]);
    expect(rows[2]).toMatchObject({ label: 'seed 1' });
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

describe('labels of other runs', () => {
  const labelsOf = (runs: TrainedRun[]): string[] => [...labelOthers(runs).values()];

  it('name what differs among all runs of a model', () => {
    const { optimizer } = makeRun('a').spec.training;
    const fast = { optimizer: { ...optimizer, rate: 0.1 } };
    const runs = [makeRun('a'), makeRun('b', { training: fast }), run('c1', 'Copy')];
    expect(labelsOf(runs)).toEqual([`rate ${optimizer.rate}`, 'rate 0.1', 'DNI, seed 1']);
  });

  it('have the time of the start where no setting differs, and the name where that does', () => {
    const at = (second: number) => new Date(2026, 10, 29, 8, 15, second).toISOString();
    const runs = [
      makeRun('a', { created: at(1) }),
      makeRun('b', { created: at(2) }),
      makeRun('c', { created: at(2), name: 'Mine' }),
    ];
    const seed = runs[0]?.seed ?? 0;
    expect(labelsOf(runs.slice(0, 2))).toEqual([
      `DNI, seed ${seed} (Nov 29, 08:15:01)`,
      `DNI, seed ${seed} (Nov 29, 08:15:02)`,
    ]);
    expect(labelsOf(runs.slice(1))).toEqual([
      `DNI, seed ${seed} (Recall, DNI over 4 ticks)`,
      `DNI, seed ${seed} (Mine)`,
    ]);
  });
});
