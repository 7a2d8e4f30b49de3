import { describe, expect, it } from 'vitest';
import { describeColumn } from '../../../../src-renderer/runs/table/column';
import { summarize } from '../../../../src-renderer/runs/table/summarize';
import { makeRun } from './make-run';

describe('summarize', () => {
  const runs = [
    makeRun({ id: 'a', loss: 3, seed: 1, status: 'finished' }),
    makeRun({ id: 'b', loss: 5, seed: 2, status: 'finished' }),
    makeRun({ id: 'c', loss: 7, seed: 3, status: 'running' }),
    makeRun({ id: 'd', seed: 4, status: 'queued' }),
  ];

  it('shows the mean with half of its 95 % interval, and says of how many runs', () => {
    // 3, 5, 7: the standard deviation is 2 and the standard error 2 / √3; t(0.975, 2 df) is 4.3027, so 4.968.
    expect(summarize(describeColumn('train/loss'), runs)).toEqual({
      text: '5 ± 5',
      title: 'Mean of 3 of 4 runs, ± half of its 95 % interval (t)',
    });
  });

  it('shows a single number without an interval', () =>
    expect(summarize(describeColumn('train/loss'), runs.slice(0, 1))).toEqual({
      text: '3',
      title: 'Mean of 1 run',
    }));

  it('leaves out runs that have diverged, as a comparison does', () => {
    const diverged = makeRun({ id: 'e', loss: 900, status: 'failed', failedStep: 12 });
    expect(summarize(describeColumn('result'), [...runs, diverged])).toEqual({
      text: '5 ± 5',
      title: 'Train loss. Mean of 3 of 5 runs, 1 diverged, ± half of its 95 % interval (t)',
    });
  });

  it('shows of progress and durations the mean alone', () => {
    const halves = runs.map((run, index) => ({ ...run, step: index * 25, seconds: 60 * index }));
    const steps = 100;
    const planned = halves.map((run) => ({
      ...run,
      spec: { ...run.spec, training: { ...run.spec.training, steps } },
    }));
    // Of 0, 25, 50 and 75 %, and of 0 to 3 minutes.
    expect(summarize(describeColumn('progress'), planned).text).toBe('38 %');
    expect(summarize(describeColumn('run.seconds'), planned).text).toBe('2 min');
  });

  it('has the mean of the runs that count, and says how many repeat a seed', () => {
    const [a, b, c, d] = runs;
    const again = makeRun({ id: 'a-again', loss: 100, seed: 1, status: 'finished' });
    const counted = [a, b, c, d].flatMap((run) => run ?? []);
    expect(summarize(describeColumn('train/loss'), [...counted, again], counted)).toEqual({
      text: '5 ± 5',
      title: 'Mean of 3 of 5 runs, 1 of a repeated seed, ± half of its 95 % interval (t)',
    });
    expect(summarize(describeColumn('run.status'), [...counted, again], counted).text).toBe(
      '1 queued, 1 running, 3 finished',
    );
  });

  it('shows a setting that is equal as it is', () => {
    expect(summarize(describeColumn('training.optimizer.rate'), runs).text).toBe('0.001');
  });

  it('counts statuses in the order of a run', () => {
    expect(summarize(describeColumn('run.status'), runs).statuses).toEqual([
      ['queued', 1],
      ['running', 1],
      ['finished', 2],
    ]);
    expect(summarize(describeColumn('run.status'), runs).text).toBe(
      '1 queued, 1 running, 2 finished',
    );
  });

  it('shows the mean of results that are values of one metric', () => {
    // 'd' has measured nothing.
    expect(summarize(describeColumn('result'), runs)).toEqual({
      text: '5 ± 5',
      title: 'Train loss. Mean of 3 of 4 runs, ± half of its 95 % interval (t)',
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
