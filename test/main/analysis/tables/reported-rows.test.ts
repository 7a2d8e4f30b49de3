import { describe, expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { groupRuns } from '#analysis/group-runs';
import { matchReported } from '#analysis/reported/match-reported';
import { figureOf } from '#analysis/reported/reported-figures';
import { toLatex } from '#analysis/tables/latex';
import { resultsCsv, resultsTable } from '#analysis/tables/results-table';
import { statisticsCsv, statisticsTable } from '#analysis/tables/statistics-table';
import { makeRun } from '../make-run';
import { makeSource, makeValue } from '../reported/make-source';

const groups = groupRuns(
  [0.02, 0.03, 0.04].map((value, index) =>
    makeRun(`run-${index}`, {
      training: { method: 'dni', seed: index },
      metrics: { 'test/error': value, 'test/loss': 10 * value },
    }),
  ),
  ['training.method'],
);
const labels = new Map(groups.map(({ key }) => [key, 'DNI']));
const source = makeSource([
  makeValue('cDNI', 0.019, { uncertainty: { kind: 'sd', size: 0.001 }, n: 5 }),
  { ...makeValue('loss', 0.1, { metric: 'test/loss' }), label: 'cDNI' },
]);
const figures = source.entries.map((entry) => figureOf(source, entry));
const rowsOf = (metric: string) => matchReported(figures, groups, metric, new Map());
const compared = {
  field: 'test/error',
  groups,
  labels,
  comparisons: compareGroups(groups, 'test/error'),
  baseline: null,
  reported: rowsOf('test/error'),
};

describe('the table of statistics with reported values', () => {
  const table = statisticsTable(compared);
  const column = (title: string): number =>
    table.columns.findIndex((one) => one.title.startsWith(title));

  it('has a row of theirs below ours, with n, uncertainty and ours minus theirs', () => {
    const [ours = [], theirs = []] = table.rows;
    expect([ours[0], theirs[0]]).toEqual(['DNI', 'Jaderberg et al. 2017: cDNI']);
    expect(theirs[column('n')]).toBe('5');
    expect(theirs[column('Mean')]).toBe('1.9 ± 0.1 (sd)');
    // The mean of ours is 3 %, so 1.1 points more.
    expect(table.columns[column('Ours')]?.title).toBe('Ours − reported (points)');
    expect(theirs[column('Ours')]).toBe('+1.1');
    expect(ours[column('Ours')]).toBe('');
  });

  it('leaves the figures of the groups as they are', () => {
    const without = statisticsTable({ ...compared, reported: [] });
    expect(without.columns.some(({ title }) => title.startsWith('Ours'))).toBe(false);
    const shared = (cells: readonly string[] = []) =>
      cells.filter((_, index) => index !== column('Ours'));
    expect(shared(table.rows[0])).toEqual(without.rows[0]);
  });

  it('cites the source once, also in LaTeX', () => {
    expect(table.notes.at(-1)).toBe(
      'Jaderberg et al. 2017: reported, in no mean and in no test. Jaderberg et al. 2017. Table 1.',
    );
    const latex = toLatex(table, 'dni');
    expect(latex).toContain('Jaderberg et al. 2017: cDNI & 5 & 1.9 $\\pm$ 0.1 (sd) & +1.1');
    expect(latex).toContain('in no mean and in no test');
  });

  it('is CSV with all digits, the source and the difference', () => {
    const [head = '', , theirs = ''] = statisticsCsv(compared).split('\r\n');
    const cells = Object.fromEntries(
      head.split(',').map((name, index) => [name, theirs.split(',')[index]]),
    );
    expect(cells).toMatchObject({
      group: 'Jaderberg et al. 2017: cDNI',
      n: '5',
      mean: '0.019',
      sd: '0.001',
      mean_low: '',
      reported_in: 'Jaderberg et al. 2017. Table 1.',
    });
    expect(Number(cells.ours_minus_reported)).toBeCloseTo(0.011, 12);
  });
});

describe('the table of results with reported values', () => {
  const metrics = ['test/error', 'test/loss'];
  const reported = metrics.flatMap(rowsOf);

  it('has the values of all metrics that a source gives under one label in one row', () => {
    const { rows } = resultsTable({ groups, labels, metrics, isGrouped: true, reported });
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual(['Jaderberg et al. 2017: cDNI', '5', '1.9 ± 0.1 (sd)', '0.1']);
  });

  it('is CSV with the same columns for both', () => {
    const lines = resultsCsv({ groups, labels, metrics, isGrouped: true, reported }).split('\r\n');
    expect(lines[2]).toBe(
      'Jaderberg et al. 2017: cDNI,,5,0.019,0.001,,,,0.1,,,,Jaderberg et al. 2017. Table 1.',
    );
    expect(new Set(lines.slice(0, 3).map((line) => line.split(',').length)).size).toBe(1);
  });
});
