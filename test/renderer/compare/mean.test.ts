import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { computeMean, formatMean } from '../../../src-renderer/compare/mean';

const run = (value: number, notFiniteAt?: number): Run =>
  ({
    selected: null,
    metrics: { 'test/error': { last: value, best: value, bestStep: 1, notFiniteAt } },
  }) as unknown as Run;
const without = { selected: null, metrics: {} } as unknown as Run;

describe('the mean of runs', () => {
  it('leaves out runs that diverged and those without a value, and counts them', () => {
    const mean = computeMean([run(0.01), run(0.03), run(0.5, 7), without], 'test/error');
    expect(mean).toMatchObject({ n: 2, diverged: 1 });
    expect(mean.mean).toBeCloseTo(0.02, 12);
    // Standard error 0.01 times t(0.975; 1) = 12.7062.
    expect(mean.interval?.high).toBeCloseTo(0.02 + 0.127062, 5);
  });

  it('leaves out a good value of before the run diverged', () => {
    const diverged = { ...run(0.001), status: 'failed', failedStep: 31 } as Run;
    expect(computeMean([run(0.01), run(0.03), diverged], 'test/error')).toMatchObject({
      n: 2,
      diverged: 1,
    });
  });

  it('reads with its margin in one unit', () => {
    const interval = { low: 0.0157, high: 0.0167 };
    expect(formatMean('test/error', { n: 5, diverged: 0, mean: 0.0162, interval })).toBe(
      '1.62 % ± 0.05',
    );
    const narrow = { low: 0.01619995, high: 0.01620005 };
    expect(formatMean('test/error', { n: 5, diverged: 0, mean: 0.0162, interval: narrow })).toBe(
      '1.62 % ± 5e-6',
    );
    expect(
      formatMean('test/loss', {
        n: 5,
        diverged: 0,
        mean: 0.4321,
        interval: { low: 0.42, high: 0.4442 },
      }),
    ).toBe('0.4321 ± 0.012');
    expect(formatMean('test/error', { n: 1, diverged: 0, mean: 0.25, interval: null })).toBe(
      '25.00 %',
    );
    expect(formatMean('test/error', { n: 0, diverged: 2, mean: null, interval: null })).toBe('–');
  });
});
