import { describe, expect, it } from 'vitest';
import { describeColumn } from '../../../../src-renderer/runs/table/column';
import { computeMean, summarize } from '../../../../src-renderer/runs/table/summarize';
import { makeRun } from './make-run';

describe('computeMean', () => {
  it('has the standard deviation of a sample', () => {
    // Deviations -2, 0, 2: squares 4 + 0 + 4 = 8, over n - 1 = 2 is 4.
    expect(computeMean([3, 5, 7])).toEqual({ n: 3, mean: 5, sd: 2 });
  });

  it('has no deviation of one number, and is null without one', () => {
    expect(computeMean([3])).toEqual({ n: 1, mean: 3, sd: null });
    expect(computeMean([])).toBeNull();
  });
});

describe('summarize', () => {
  const runs = [
    makeRun({ id: 'a', loss: 3, seed: 1, status: 'finished' }),
    makeRun({ id: 'b', loss: 5, seed: 2, status: 'finished' }),
    makeRun({ id: 'c', loss: 7, seed: 3, status: 'running' }),
    makeRun({ id: 'd', seed: 4, status: 'queued' }),
  ];

  it('shows mean and deviation, and says of how many runs', () => {
    expect(summarize(describeColumn('train/loss'), runs)).toEqual({
      text: '5 ± 2',
      title: 'Mean of 3 of 4 runs, with their standard deviation',
    });
  });

  it('shows a setting that is equal as it is', () => {
    expect(summarize(describeColumn('training.optimizer.rate'), runs).text).toBe('0.001');
  });

  it('counts statuses in the order of a run', () => {
    expect(summarize(describeColumn('run.status'), runs).text).toBe(
      '1 queued, 1 running, 2 finished',
    );
  });

  it('shows the mean of results that are values of one metric', () => {
    // 'd' has measured nothing.
    expect(summarize(describeColumn('result'), runs)).toEqual({
      text: '5 ± 2',
      title: 'Train loss. Mean of 3 of 4 runs, with their standard deviation',
    });
    const other = makeRun({ metrics: { 'test/loss': { last: 1, best: 1, bestStep: 1 } } });
    expect(summarize(describeColumn('result'), [...runs, other]).text).toBe('2 metrics');
  });

  it('counts values that have no mean, and shows from where to where seeds go', () => {
    expect(summarize(describeColumn('training.seed'), runs)).toEqual({
      text: '1–4',
      title: '4 values: 1, 2, 3, 4',
    });
    const tagged = runs.map((run, index) => ({ ...run, tags: [`t${index % 2}`] }));
    expect(summarize(describeColumn('run.tags'), tagged)).toEqual({
      text: '2 values',
      title: 't0, t1',
    });
    expect(summarize(describeColumn('training.method'), runs).text).toBe('DNI');
  });
});
