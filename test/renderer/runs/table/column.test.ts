import { describe, expect, it } from 'vitest';
import {
  curveColumn,
  curveMetric,
  describeColumn,
  describeColumns,
  topicOfColumn,
} from '../../../../src-renderer/runs/table/column';
import { makeRun } from './make-run';

describe('describeColumn', () => {
  it('shows a setting exactly, under the end of its path', () => {
    const column = describeColumn('training.optimizer.rate');
    expect(column).toMatchObject({ title: 'Rate', isNumeric: true });
    expect(column.format(makeRun({ rate: 0.00025 }))).toBe('0.00025');
    expect(column.sortValue(makeRun({ rate: 0.00025 }))).toBe(0.00025);
    expect(describeColumn('training.clipNorm').title).toBe('Clip norm');
  });

  it('shows a metric with its unit, and the value that is picked', () => {
    const metrics = {
      'validation/error': { last: 0.03, best: 0.0162, bestStep: 900, worst: 0.9 },
    };
    const run = makeRun({ metrics });
    expect(describeColumn('validation/error@best').format(run)).toBe('1.62 %');
    expect(describeColumn('validation/error@last').format(run)).toBe('3.00 %');
    expect(describeColumn('validation/error@max').format(run)).toBe('90.00 %');
    expect(describeColumn('test/error').format(run)).toBe('');
  });

  it('says that a latest value is no number, which is sorted last', () => {
    const metrics = { 'train/loss': { last: 2, best: 1, bestStep: 5, notFiniteAt: 10 } };
    const column = describeColumn('train/loss');
    expect(column.format(makeRun({ metrics }))).toBe('no number');
    expect(column.sortValue(makeRun({ metrics }))).toBeUndefined();
    expect(column.sortValue(makeRun())).toBeUndefined();
  });

  it('shows the name of a study, by which runs are sorted, and its id where the name is not known', () => {
    const run = makeRun({ study: { id: 'rates', values: {}, rung: 0 } });
    const column = describeColumn('run.study', new Map([['rates', 'Which rate?']]));
    expect([column.format(run), column.sortValue(run)]).toEqual(['Which rate?', 'Which rate?']);
    expect(describeColumn('run.study').format(run)).toBe('rates');
    expect([column.format(makeRun()), column.sortValue(makeRun())]).toEqual(['', undefined]);
  });

  it('sorts runs by what they do, not by the alphabet', () => {
    const { sortValue } = describeColumn('run.status');
    const statuses = ['queued', 'running', 'paused', 'finished', 'stopped', 'failed'] as const;
    const ranks = statuses.map((status) => Number(sortValue(makeRun({ status }))));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });

  it('leaves empty texts out of the order', () => {
    expect(describeColumn('run.notes').sortValue(makeRun())).toBeUndefined();
    expect(describeColumn('run.tags').sortValue(makeRun({ tags: ['b', 'a'] }))).toBe('b, a');
  });

  it('knows the metric of a curve', () => {
    expect(curveMetric(curveColumn('train/loss'))).toBe('train/loss');
    expect(curveMetric('train/loss')).toBeNull();
  });

  it('has the entry of help on its metric or setting', () => {
    expect(topicOfColumn(curveColumn('train/loss'))).toBe('metric:loss');
    expect(topicOfColumn('train/loss@best')).toBe('metric:loss');
    expect(topicOfColumn('training.seed')).toBe('setting:training.seed');
    expect(topicOfColumn('run.notes')).toBeUndefined();
  });
});

describe('describeColumns', () => {
  it('tells settings with the same end of their path apart', () => {
    const titles = describeColumns([
      'training.optimizer.rate',
      'training.synthesizerOptimizer.rate',
      'training.seed',
    ]).map(({ title }) => title);
    expect(titles).toEqual(['Rate, optimizer', 'Rate, synthesizerOptimizer', 'Seed']);
  });
});
