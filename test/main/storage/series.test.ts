import { describe, expect, it } from 'vitest';
import { seriesSchema } from '#api/types';
import { MetricWriter } from '#storage/metrics';
import { readSeries } from '#storage/series';
import { emptyFolder } from './helpers';

const query = { metric: 'train/loss', points: 100, smoothing: 0 };

/** A run folder with one curve, two seconds a step. */
async function writeCurve(points: readonly (readonly [step: number, value: number])[]) {
  const folder = await emptyFolder();
  const writer = await MetricWriter.open(folder);
  writer.append(
    points.map(([step, value]) => ({ metric: 'train/loss', step, seconds: step * 2, value })),
  );
  await writer.close();
  return folder;
}

describe('readSeries', () => {
  it('returns the rows on disk, and null where the run has no such metric', async () => {
    const folder = await writeCurve([
      [0, 4],
      [1, 8],
      [2, 2],
    ]);
    expect(await readSeries(folder, 'r', query)).toEqual({
      runId: 'r',
      metric: 'train/loss',
      step: [0, 1, 2],
      seconds: [0, 2, 4],
      value: [4, 8, 2],
      gaps: [],
      total: 3,
      counts: { zero: 0, negative: 0, notFinite: 0 },
    });
    expect(await readSeries(folder, 'r', { ...query, metric: 'none' })).toBeNull();
  });

  it('keeps values that are not finite, and counts what an axis cannot show', async () => {
    const values = [4, NaN, 0, -2, Infinity, -Infinity, 3];
    const folder = await writeCurve(values.map((value, step) => [step, value]));
    const series = await readSeries(folder, 'r', query);
    expect(series).toMatchObject({
      value: [4, 'NaN', 0, -2, 'Infinity', '-Infinity', 3],
      total: 7,
      counts: { zero: 1, negative: 1, notFinite: 3 },
    });
    // The window receives JSON.
    expect(seriesSchema.parse(JSON.parse(JSON.stringify(series)))).toEqual(series);
    expect(series?.value.map(Number)).toEqual(values);
  });

  it('returns one more row on both sides of a range, and counts those in the range', async () => {
    const folder = await writeCurve([0, 10, 20, 30, 40].map((step) => [step, step === 20 ? 0 : 1]));
    const range = { ...query, fromStep: 15, toStep: 35 };
    const expected = { step: [10, 20, 30, 40], total: 2, counts: { zero: 1 } };
    expect(await readSeries(folder, 'r', range)).toMatchObject(expected);
    expect(await readSeries(folder, 'r', { ...range, smoothing: 0.5 })).toMatchObject({
      ...expected,
      counts: { zero: 0 },
    });
    // Between two rows a line is visible, and no row.
    const between = { ...query, fromStep: 12, toStep: 18 };
    expect(await readSeries(folder, 'r', between)).toMatchObject({ step: [10, 20], total: 0 });
    const past = { ...query, smoothing: 0.5, fromStep: 50 };
    expect(await readSeries(folder, 'r', past)).toMatchObject({ step: [40], total: 0 });
  });

  it('smooths over the whole curve, without the values that are not finite', async () => {
    const folder = await writeCurve([
      [0, 4],
      [1, NaN],
      [2, 8],
      [3, 2],
    ]);
    // The average of 4, 8 and 2: see the test of MovingAverage.
    const smoothed = await readSeries(folder, 'r', { ...query, smoothing: 0.5, fromStep: 3 });
    expect(smoothed).toMatchObject({ step: [2, 3], value: [5 / 0.75, 4], total: 1 });
    const whole = await readSeries(folder, 'r', { ...query, smoothing: 0.5 });
    expect(whole).toMatchObject({ value: [4, 'NaN', 5 / 0.75, 4], counts: { notFinite: 1 } });
  });

  it('tells where rows are missing, also if the curve is decimated', async () => {
    const steps = Array.from({ length: 1000 }, (_, row) => (row < 500 ? row : row + 300));
    const folder = await writeCurve(steps.map((step) => [step, 1]));
    expect(await readSeries(folder, 'r', query)).toMatchObject({ gaps: [800], total: 1000 });
    const zoomed = { ...query, fromStep: 600, toStep: 820 };
    expect(await readSeries(folder, 'r', zoomed)).toMatchObject({ gaps: [800], total: 21 });
  });
});
