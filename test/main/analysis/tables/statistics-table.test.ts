import { expect, it } from 'vitest';
import { statisticsCsv, statisticsTable } from '#analysis/tables/statistics-table';
import { comparedGroups } from './compared-groups';

const table = statisticsTable(comparedGroups);

it('has a caption that says what the figures are', () => {
  expect(table.caption).toBe(
    'X value at the last step: mean ± half of its 95 % interval (t) over n runs. Better by: difference of the mean to that of backprop with its 95 % interval (t), above zero where it is better. Holm p: p-value of this difference.',
  );
});

it('has a row for each group, with its label first', () => {
  expect(table.columns.slice(0, 3).map(({ title }) => title)).toEqual([
    'Group',
    'n',
    'Mean ± half of its 95 % interval (t)',
  ]);
  // 3.1824 times 0.6455, the standard error of 1, 2, 3, 4; 12.706 times 1, that of 5 and 7.
  expect(table.rows.map((cells) => cells.slice(0, 3))).toEqual([
    ['backprop (baseline)', '4', '2.5 ± 2.1'],
    ['rate 0.1 & 50 %, a|b', '2 of 5', '6.0 ± 12.7'],
  ]);
});

it('names the runs that are in no figure in its notes', () => {
  expect(table.notes.slice(-3)).toEqual([
    '1 of 5 runs of rate 0.1 & 50 %, a|b diverged, and its mean is of the others.',
    '1 of 5 runs of rate 0.1 & 50 %, a|b failed before a value was measured, and its mean is of the others.',
    '1 of 5 runs of rate 0.1 & 50 %, a|b has no value, and its mean is of the others.',
  ]);
});

it('is CSV with a column for each number, with all digits', () => {
  const [head = '', first = '', second = ''] = statisticsCsv(comparedGroups).split('\r\n');
  const names = head.split(',');
  expect(first.startsWith('backprop,4,4,0,0,0,2.5,')).toBe(true);
  // The label has a comma of its own.
  const value = (name: string): string => second.split(',')[names.indexOf(name) + 1] ?? '';
  expect(second.startsWith('"rate 0.1 & 50 %, a|b",5,2,1,1,1,6,')).toBe(true);
  expect(Number(value('sd'))).toBeCloseTo(Math.SQRT2, 12);
  // A smaller value is better: with a mean of 6 against 2.5 the group is worse.
  expect(value('better_by')).toBe('-3.5');
  expect(Number(value('better_by_low'))).toBeLessThan(-3.5);
  expect(value('test')).toBe('welch');
});
