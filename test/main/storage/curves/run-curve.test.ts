import { describe, expect, it } from 'vitest';
import { group, singleRuns, writeRuns, type Row } from './write-runs';

const rows = (values: readonly number[]): Row[] => values.map((value, step) => [step, value]);
const numbers = (column: ArrayLike<number> | null | undefined): number[] =>
  Array.from(column ?? []);

describe('the curve of a run', () => {
  it('has the rows on disk, and counts the values that some axis cannot show', async () => {
    const values = [4, NaN, 0, -2, Infinity, -Infinity, 3];
    const runs = await writeRuns({ r: { 'test/error': rows(values) } });
    const [curve, ...others] = await runs.read(singleRuns(['r']));
    expect(others).toEqual([]);
    expect(curve).toMatchObject({ key: 'r', metric: 'test/error', total: 7 });
    expect(curve).toMatchObject({ zero: 1, negative: 1, notFinite: 3, isRare: true, notes: [] });
    expect(numbers(curve?.x)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(numbers(curve?.y)).toEqual(values);
    expect([curve?.lower, curve?.upper, curve?.n, curve?.raw, curve?.runs]).toEqual([
      null,
      null,
      null,
      null,
      [],
    ]);
  });

  it('is left out where the run has no such metric or no metrics at all', async () => {
    const runs = await writeRuns({ r: { 'train/loss': rows([1]) }, none: {} });
    expect(await runs.read(singleRuns(['r', 'none', 'unknown']))).toEqual([]);
  });

  it('has one more row on both sides of a range, and counts those in the range', async () => {
    const steps = [0, 10, 20, 30, 40];
    const runs = await writeRuns({
      r: { 'test/error': steps.map((step): Row => [step, step === 20 ? 0 : 1]) },
    });
    const between = async (from: number, to: number) => {
      const [curve] = await runs.read(singleRuns(['r'], { range: { from, to } }));
      return { x: numbers(curve?.x), total: curve?.total, zero: curve?.zero };
    };
    expect(await between(15, 35)).toEqual({ x: [10, 20, 30, 40], total: 2, zero: 1 });
    expect(await between(20, 30)).toEqual({ x: [10, 20, 30, 40], total: 2, zero: 1 });
    // Between two rows a line is visible, and no row.
    expect(await between(12, 18)).toEqual({ x: [10, 20], total: 0, zero: 0 });
    expect(await between(50, 60)).toEqual({ x: [40], total: 0, zero: 0 });
  });

  it('is smoothed over all rows, without the values that are not finite, and keeps the raw one', async () => {
    const runs = await writeRuns({ r: { 'train/loss': rows([4, NaN, 8, 2]) } });
    const metrics = [{ metric: 'train/loss', smoothing: 0.5 }];
    const [curve] = await runs.read({ ...singleRuns(['r']), metrics, withRaw: true });
    // Debiased: 4; (0.5·2 + 0.5·8)/0.75 = 6.667; (0.5·5 + 0.5·2)/0.875 = 4.
    expect(numbers(curve?.y)).toEqual([4, NaN, Math.fround(5 / 0.75), 4]);
    expect(numbers(curve?.raw?.y)).toEqual([4, NaN, 8, 2]);
    expect(curve).toMatchObject({ isRare: false, notFinite: 1 });
    const range = { from: 3, to: 3 };
    const [last] = await runs.read({ ...singleRuns(['r']), metrics, range });
    expect(numbers(last?.y)).toEqual([Math.fround(5 / 0.75), 4]);
    expect(last?.raw).toBeNull();
  });

  it('of another program is smoothed over no larger part of its length than a dense one', async () => {
    const values = Array.from({ length: 50 }, (_, step) => 2 ** -step);
    const runs = await writeRuns(
      { ours: { 'train/loss': rows(values) }, theirs: { 'train/loss': rows(values) } },
      { theirs: null },
    );
    const read = async (smoothing: number) =>
      runs.read({
        ...singleRuns(['ours', 'theirs']),
        metrics: [{ metric: 'train/loss', smoothing }],
        withRaw: true,
      });
    // 1 - 0.1 · 400 / 50 = 0.2 for theirs: (0.8 · 0.2 + 0.8 · 0.5) / (1 - 0.04) at the second point.
    const [ours, theirs] = await read(0.9);
    expect(theirs?.y[1]).toBeCloseTo((0.8 * 0.2 + 0.8 * 0.5) / 0.96, 6);
    expect(ours?.y[1]).toBeCloseTo((0.1 * 0.9 + 0.1 * 0.5) / 0.19, 6);
    // 1 - 0.2 · 400 / 50 is below 0.
    const [, unsmoothed] = await read(0.8);
    expect(numbers(unsmoothed?.y)).toEqual(values.map(Math.fround));
    expect(unsmoothed?.raw).toBeNull();
  });

  it('marks the first point after missing rows, also where it is decimated', async () => {
    const steps = Array.from({ length: 1000 }, (_, row) => (row < 500 ? row : row + 300));
    const runs = await writeRuns({ r: { 'test/error': steps.map((step): Row => [step, 1]) } });
    for (const view of [{ points: 100 }, { range: { from: 600, to: 820 } }]) {
      const [curve] = await runs.read(singleRuns(['r'], view));
      expect(curve?.breaks).toHaveLength(1);
      expect(curve?.x[curve.breaks[0] ?? -1]).toBe(800);
    }
  });

  it('keeps about so many points, the peak and the ends among them', async () => {
    const values = Array.from({ length: 5000 }, (_, step) => (step === 3456 ? 99 : step % 7));
    const runs = await writeRuns({ r: { 'test/error': rows(values) } });
    const [curve] = await runs.read(singleRuns(['r'], { points: 200 }));
    expect(curve?.x.length).toBeLessThanOrEqual(200);
    expect(numbers(curve?.x)).toEqual(expect.arrayContaining([0, 3456, 4999]));
    expect(curve?.total).toBe(5000);
  });

  it('is sent in float32, but where whole numbers, small values or late seconds would be lost', async () => {
    const runs = await writeRuns({
      plain: { 'test/error': [[1, 0.1]] },
      long: {
        'test/error': [
          [16_777_216, 0.1, 1e6],
          [16_777_217, 1e-50, 1e6 + 0.01],
          [16_777_218, 1e300, 1e6 + 0.02],
        ],
      },
    });
    const [plain, long] = await runs.read(singleRuns(['plain', 'long']));
    expect([plain?.x, plain?.y].map((column) => column?.BYTES_PER_ELEMENT)).toEqual([4, 4]);
    expect(numbers(long?.x)).toEqual([16_777_216, 16_777_217, 16_777_218]);
    expect(numbers(long?.y)).toEqual([0.1, 1e-50, 1e300]);
    const [seconds] = await runs.read(singleRuns(['long'], { x: 'seconds' }));
    expect(numbers(seconds?.x)).toEqual([1e6, 1e6 + 0.01, 1e6 + 0.02]);
  });
});

describe('several lines and metrics', () => {
  it('come in the order of the lines, the metrics of each in theirs', async () => {
    const metrics = { 'test/error': rows([1]), 'train/loss': rows([2]) };
    const runs = await writeRuns({ a: metrics, b: metrics });
    const asked = ['train/loss', 'test/error'].map((metric) => ({ metric }));
    const curves = await runs.read({ ...singleRuns(['b', 'a']), metrics: asked });
    expect(curves.map(({ key, metric }) => [key, metric])).toEqual([
      ['b', 'train/loss'],
      ['b', 'test/error'],
      ['a', 'train/loss'],
      ['a', 'test/error'],
    ]);
    const [single] = await runs.read(group(['a', 'a']));
    // The same run twice is one run.
    expect(single).toMatchObject({ n: null, lower: null });
  });
});
