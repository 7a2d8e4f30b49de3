import { expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { statisticsColumns } from '#analysis/tables/statistics-columns';
import { comparedGroups } from './compared-groups';

const { groups, comparisons: compared } = comparedGroups;
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

it('has the units in its titles where figures go without them', () => {
  const titles = statisticsColumns('run.seconds', compared, { isCompact: true });
  expect(titles.slice(1, 3).map(({ title }) => title)).toEqual([
    'Mean ± half of its 95 % interval (t), in s',
    'Better by, 95 % interval (t), in s',
  ]);
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
  const withSteps = statisticsColumns('x/value', compared, {
    stepsOf: new Map([['base', '300']]),
  });
  expect(withSteps[1]?.title).toBe('Steps');
  expect(compared.map((group) => withSteps[1]?.read(group))).toEqual(['300', '–']);
});
