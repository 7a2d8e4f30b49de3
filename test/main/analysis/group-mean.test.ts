import { describe, expect, it } from 'vitest';
import { meanOfRuns } from '#analysis/group-mean';
import { makeRun } from './make-run';

const metric = 'test/error';
const run = (id: string, value: number) => makeRun(id, { metrics: { [metric]: value } });

describe('the mean of runs', () => {
  it('leaves out runs that diverged and those without a value, and names them', () => {
    const runs = [
      run('a', 0.01),
      run('b', 0.03),
      run('c', Number.NaN),
      makeRun('d', { status: 'running' }),
      makeRun('e', { status: 'failed' }),
    ];
    const mean = meanOfRuns(runs, metric);
    expect(mean).toMatchObject({ runs: 5, n: 2, diverged: ['c'], missing: ['d'], failed: ['e'] });
    expect(mean.mean).toBeCloseTo(0.02, 12);
    // Standard error 0.01 times t(0.975; 1) = 12.7062.
    expect(mean.interval?.high).toBeCloseTo(0.02 + 0.127062, 5);
  });

  it('leaves out a good value of before the run diverged', () => {
    const diverged = { ...run('c', 0.001), status: 'failed', failedStep: 31 } as const;
    const runs = [run('a', 0.01), run('b', 0.03), diverged];
    expect(meanOfRuns(runs, metric)).toMatchObject({ n: 2, diverged: ['c'] });
  });

  it('has no interval for one value, and no mean for none', () => {
    expect(meanOfRuns([run('a', 0.25)], metric)).toMatchObject({ mean: 0.25, interval: null });
    expect(meanOfRuns([], metric)).toMatchObject({ n: 0, mean: null, interval: null });
  });
});
