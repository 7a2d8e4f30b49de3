import { expect, it } from 'vitest';
import { resultsCsv, resultsTable, type ComparedMetrics } from '#analysis/tables/results-table';
import { makeSeeds } from '../make-run';

const compared: ComparedMetrics = {
  groups: [
    { key: 'a', values: {}, runs: makeSeeds('a', 'test/error', [0.01, 0.02, 0.03]) },
    { key: 'b', values: {}, runs: makeSeeds('b', 'test/error', [0.5, null]) },
    { key: 'c', values: {}, runs: makeSeeds('c', 'test/error', [NaN]) },
  ],
  labels: new Map([
    ['a', 'DNI'],
    ['b', 'backprop'],
    ['c', 'none'],
  ]),
  metrics: ['test/error', 'train/loss'],
  isGrouped: true,
};

it('has a column for each metric, with the unit in its title', () => {
  const { columns, rows, caption } = resultsTable(compared);
  expect(columns.map(({ title }) => title)).toEqual(['Group', 'n', 'Test error (%)', 'Train loss']);
  // Half of the interval is 4.3027 · 1 / √3 = 2.48 points.
  expect(rows).toEqual([
    ['DNI', '3', '2.0 ± 2.5', '–'],
    ['backprop', '2', '50.0 (n 1)', '–'],
    ['none', '1', 'diverged', '–'],
  ]);
  expect(caption).toMatch(/^Mean ± half of its 95 % interval \(t\) over n runs\./);
});

it('marks the best value of a metric that ranks runs', () => {
  const { columns } = resultsTable(compared);
  expect(columns.map(({ bestRows }) => bestRows)).toEqual([undefined, [], [0], []]);
});

it('names a unit once', () => {
  const { columns } = resultsTable({ ...compared, metrics: ['train/bits', 'validation/bpc'] });
  expect(columns.slice(2).map(({ title }) => title)).toEqual([
    'Train bits',
    'Validation bits per character',
  ]);
});

it('names no means where every run has a row', () => {
  const { columns, caption } = resultsTable({ ...compared, isGrouped: false });
  expect(columns.slice(0, 2).map(({ title }) => title)).toEqual(['Run', 'Test error (%)']);
  expect(caption).toMatch(/^Metrics of the validation/);
});

it('is CSV with columns of numbers', () => {
  const [head, first, second] = resultsCsv({ ...compared, metrics: ['test/error'] }).split('\r\n');
  expect(head).toBe(
    'group,runs,test/error n,test/error mean,test/error sd,test/error mean_low,test/error mean_high',
  );
  expect(first).toMatch(/^DNI,3,3,0\.02,0\.0\d+,-0\.00484/);
  expect(second).toBe('backprop,2,1,0.5,,,');
});
