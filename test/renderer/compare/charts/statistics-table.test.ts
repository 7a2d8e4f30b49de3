import { expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { statisticsColumns } from '../../../../src-renderer/compare/charts/statistics-table';
import {
  toCsvTable,
  toMarkdownTable,
} from '../../../../src-renderer/compare/charts/statistics-text';
import { makeGroup, makeRun } from './runs';

/** Seeds 1 to 4; a second group of two other seeds, with a run of each way to have no value. */
const groups = [
  makeGroup(
    'base',
    [1, 2, 3, 4].map((value, index) => makeRun(`a${index}`, { seed: index, value })),
  ),
  makeGroup('other', [
    makeRun('b0', { seed: 10, value: 5 }),
    makeRun('b1', { seed: 11, value: 7 }),
    makeRun('b2', { seed: 12, value: NaN }),
    makeRun('b3', { seed: 13, status: 'failed' }),
    makeRun('b4', { seed: 14, status: 'running' }),
  ]),
];
const compared = compareGroups(groups, 'x/value', { baseline: 'base' });
const columns = statisticsColumns('x/value', compared);
const cell = (title: string, row: number): string => {
  const group = compared[row];
  return (group && columns.find((column) => column.title === title)?.read(group)) ?? '';
};

it('names the runs that are in no figure', () => {
  expect(cell('n', 0)).toBe('4');
  expect(cell('n', 1)).toBe('2 of 5 (1 diverged, 1 failed, 1 missing)');
});

it('shows the mean with half of its interval by Student, and worse groups below zero', () => {
  // The standard error of 1, 2, 3, 4 is 0.6455; times 3.1824, the quantile for three degrees of freedom, it is 2.054.
  expect(cell('Mean ± half of its 95 % interval (t)', 0)).toBe('2.5 ± 2.1');
  expect(cell('Better by, 95 % interval (t)', 1)).toMatch(/^-3\.5 \[-/);
  expect(cell('Better by, 95 % interval (t)', 0)).toBe('–');
});

it('names the test that decides and the probability of improvement', () => {
  expect(cell('p', 1)).toMatch(/ Welch$/);
  // Both values are above all of the baseline, where smaller is better: no pair of 8 is an improvement.
  expect(cell('P(improvement)', 1)).toBe('0 %');
});

it('has no columns of differences without a baseline', () => {
  const alone = statisticsColumns('x/value', compareGroups(groups, 'x/value'));
  expect(alone.map(({ title }) => title)).toEqual([
    'n',
    'Mean ± half of its 95 % interval (t)',
    'Median',
    'Interquartile mean, 95 % interval (bootstrap)',
  ]);
});

it('has the difference and the verdict next to the mean', () => {
  expect(columns.slice(0, 4).map(({ title }) => title)).toEqual([
    'n',
    'Mean ± half of its 95 % interval (t)',
    'Better by, 95 % interval (t)',
    'Verdict',
  ]);
});

it('gives an explanation of every column', () => {
  expect(columns.filter(({ explanation }) => explanation.length < 20)).toEqual([]);
});

const rows = compared.map((comparison) => ({ label: `a|b, ${comparison.key}`, comparison }));

it('is written as Markdown as it is read', () => {
  const [head, rule, first] = toMarkdownTable(columns.slice(0, 2), rows).split('\n');
  expect(head).toBe('| Group | n | Mean ± half of its 95 % interval (t) |');
  expect(rule).toBe('| --- | ---: | ---: |');
  expect(first).toBe('| a\\|b, base | 4 | 2.5 ± 2.1 |');
});

it('is written as CSV with all digits', () => {
  const [head = '', first = '', second = ''] = toCsvTable('x/value', rows).split('\r\n');
  const names = head.split(',');
  expect(first.startsWith('"a|b, base",4,4,0,0,0,2.5,')).toBe(true);
  // The label has a comma of its own.
  const value = (name: string): string => second.split(',')[names.indexOf(name) + 1] ?? '';
  expect(value('diverged')).toBe('1');
  // A smaller value is better: with a mean of 6 against 2.5 the group is worse.
  expect(value('better_by')).toBe('-3.5');
  expect(Number(value('better_by_low'))).toBeLessThan(-3.5);
  expect(value('test')).toBe('welch');
});

it('says which group is larger where neither is better', () => {
  const seeds = compareGroups(groups, 'training.seed', { baseline: 'base' });
  const titles = statisticsColumns('training.seed', seeds).map(({ title }) => title);
  expect(titles[2]).toBe('Larger by, 95 % interval (t)');
  const of = (title: string): string =>
    statisticsColumns('training.seed', seeds)
      .find((column) => column.title === title)
      ?.read(seeds[1] as (typeof seeds)[number]) ?? '';
  // Seeds 10 to 14 against 0 to 3.
  expect(of('Verdict')).toBe('larger');
  expect(of('P(improvement)')).toBe('–');
});

it('has a column of steps where the runs are not equally long', () => {
  const withSteps = statisticsColumns('x/value', compared, new Map([['base', '300']]));
  expect(withSteps[1]?.title).toBe('Steps');
  expect(compared.map((group) => withSteps[1]?.read(group))).toEqual(['300', '–']);
});
