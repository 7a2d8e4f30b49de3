import { describe, expect, it } from 'vitest';
import { listColumnGroups, searchColumns } from '../../../../src-renderer/runs/table/column-groups';
import { makeRun } from './make-run';

const groups = listColumnGroups([
  makeRun({ id: 'a', rate: 0.1, loss: 1 }),
  makeRun({ id: 'b', rate: 0.2, seed: 2 }),
]);
const idsOf = (title: string) =>
  groups.find((group) => group.title === title)?.columns.map(({ id }) => id);

describe('listColumnGroups', () => {
  it('tells settings that differ from those that are equal', () => {
    // Seeds stand among what is said of the run.
    expect(idsOf('Settings that differ')).toEqual(['training.optimizer.rate']);
    expect(idsOf('Settings that are equal')).toContain('training.batch');
    expect(idsOf('About the run')).toContain('training.seed');
  });

  it('offers the value and the curve of a metric that one of the runs has', () => {
    expect(idsOf('Metrics')).toEqual(['train/loss']);
    expect(idsOf('Curves')).toEqual(['curve:train/loss']);
  });
});

describe('searchColumns', () => {
  it('finds every word in title or path', () => {
    const found = searchColumns(groups, 'optimizer RATE').flatMap(({ columns }) => columns);
    expect(found.map(({ id }) => id)).toContain('training.optimizer.rate');
    expect(searchColumns(groups, 'nothing like it')).toEqual([]);
    expect(searchColumns(groups, ' ')).toEqual(groups);
  });
});
