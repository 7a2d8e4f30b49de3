import { describe, expect, it } from 'vitest';
import { MetricWriter } from '#storage/metrics';
import { readSeries } from '#storage/series';
import { emptyFolder } from './helpers';

const query = { metric: 'train/loss', points: 100, smoothing: 0 };

describe('readSeries', () => {
  it('returns the rows in the range, smoothed over the whole curve, and how many there are on disk', async () => {
    const folder = await emptyFolder();
    const writer = await MetricWriter.open(folder);
    writer.append(
      [4, 8, 2].map((value, step) => ({ metric: 'train/loss', step, seconds: step * 2, value })),
    );
    await writer.close();
    expect(await readSeries(folder, 'r', query)).toEqual({
      runId: 'r',
      metric: 'train/loss',
      step: [0, 1, 2],
      seconds: [0, 2, 4],
      value: [4, 8, 2],
      total: 3,
    });
    // The average at step 2 includes the steps before the range: see the test of MovingAverage.
    const cut = await readSeries(folder, 'r', { ...query, smoothing: 0.5, fromStep: 2, toStep: 9 });
    expect(cut).toMatchObject({ step: [2], value: [4], total: 1 });
    const past = await readSeries(folder, 'r', { ...query, smoothing: 0.5, fromStep: 3 });
    expect(past).toMatchObject({ step: [], total: 0 });
    expect(await readSeries(folder, 'r', { ...query, metric: 'none' })).toBeNull();
  });
});
