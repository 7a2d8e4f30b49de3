import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import { template } from '../../spec/make';
import { spirals } from '../helpers';
import { group, writeRuns, type Row } from './write-runs';

const numbers = (column: ArrayLike<number> | null | undefined): number[] =>
  Array.from(column ?? []);
const rounded = (column: ArrayLike<number> | null | undefined): number[] =>
  numbers(column).map((value) => Number(value.toPrecision(6)));

describe('the curve of a group', () => {
  it('is the mean of the runs at each step, with the band and the number of runs', async () => {
    const runs = await writeRuns({
      a: {
        'test/error': [
          [0, 1],
          [10, 4],
        ],
      },
      b: {
        'test/error': [
          [0, 2],
          [10, 6],
        ],
      },
      c: {
        'test/error': [
          [0, 6],
          [10, 8],
        ],
      },
    });
    const [curve] = await runs.read(group(['a', 'b', 'c'], { band: 'sd' }));
    expect(numbers(curve?.x)).toEqual([0, 10]);
    expect(numbers(curve?.y)).toEqual([3, 6]);
    expect(numbers(curve?.n)).toEqual([3, 3]);
    // numpy.std([1, 2, 6], ddof=1) = 2.645751, of [4, 6, 8] = 2.
    expect(rounded(curve?.lower)).toEqual([0.354249, 4]);
    expect(rounded(curve?.upper)).toEqual([5.64575, 8]);
    expect(curve).toMatchObject({
      key: 'group',
      total: 2,
      zero: 0,
      runs: [],
      raw: null,
      notes: [],
    });
    const [median] = await runs.read(group(['a', 'b', 'c'], { center: 'median', band: 'range' }));
    expect(numbers(median?.y)).toEqual([2, 6]);
    expect([numbers(median?.lower), numbers(median?.upper)]).toEqual([
      [1, 4],
      [6, 8],
    ]);
    const [plain] = await runs.read(group(['a', 'b', 'c']));
    expect([plain?.lower, plain?.upper]).toEqual([null, null]);
  });

  it('says what the mean is of where runs end at different steps', async () => {
    const upTo = (last: number): Row[] =>
      Array.from({ length: last / 1000 + 1 }, (_, row): Row => [row * 1000, last]);
    const runs = await writeRuns({
      a: { 'test/error': upTo(8000) },
      b: { 'test/error': upTo(8000) },
      c: { 'test/error': upTo(10_000) },
      d: { 'test/error': upTo(10_000) },
      e: { 'test/error': upTo(10_000) },
    });
    const [curve] = await runs.read(group(['a', 'b', 'c', 'd', 'e']));
    expect(curve?.notes).toEqual(['The mean is of 5 runs up to step 8,000 and of 3 after it.']);
    expect(numbers(curve?.n)).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, 3, 3]);
    expect(curve?.y[8]).toBe((2 * 8000 + 3 * 10_000) / 5);
    expect(curve?.y[9]).toBe(10_000);
    const [three] = await runs.read(group(['a', 'c', 'unknown'], { center: 'median' }));
    expect(three?.notes).toEqual([
      'The median is of 2 runs up to step 8,000 and of 1 after it.',
      '1 of the 3 runs has not measured it.',
    ]);
  });

  it('leaves values that are not finite out of the mean, and says so', async () => {
    const runs = await writeRuns({
      a: {
        'test/error': [
          [0, 1],
          [1000, 2],
          [2000, 3],
        ],
      },
      b: {
        'test/error': [
          [0, 3],
          [1000, NaN],
          [2000, Infinity],
        ],
      },
    });
    const [curve] = await runs.read(group(['a', 'b'], { band: 'sd' }));
    expect(numbers(curve?.y)).toEqual([2, 2, 3]);
    expect(numbers(curve?.n)).toEqual([2, 1, 1]);
    expect(numbers(curve?.lower)[1]).toBeNaN();
    expect(curve?.notes).toEqual([
      '1 of the 2 runs has values that are not finite, at step 1,000: they are missing in the mean.',
    ]);
  });

  it('interpolates a single evaluation that other runs lack, and extrapolates nothing', async () => {
    const every = (last: number): Row[] =>
      Array.from({ length: last / 100 + 1 }, (_, row): Row => [row * 100, row]);
    const runs = await writeRuns({
      a: { 'test/error': every(1000) },
      // Stopped at step 730 by hand, where it was evaluated.
      b: { 'test/error': [...every(700), [730, 20]] },
    });
    const [curve] = await runs.read(group(['a', 'b']));
    const at = numbers(curve?.x).indexOf(730);
    expect(curve?.n?.[at]).toBe(2);
    expect(curve?.y[at]).toBeCloseTo((7.3 + 20) / 2, 5);
    expect(numbers(curve?.x)).toHaveLength(12);
    expect(numbers(curve?.n).slice(-3)).toEqual([1, 1, 1]);
  });

  it('interpolates on a grid where runs are measured at different seconds', async () => {
    const runs = await writeRuns({
      a: {
        'test/error': [
          [1, 0, 0],
          [2, 10, 10],
          [3, 20, 20],
          [4, 30, 30],
          [5, 40, 40],
        ],
      },
      b: {
        'test/error': [
          [1, 100, 5],
          [2, 104, 9],
          [3, 112, 17],
          [4, 120, 25],
          [5, 130, 35],
        ],
      },
    });
    const [curve] = await runs.read(group(['a', 'b'], { x: 'seconds', band: 'range' }));
    // Five places from 0 to 40 s: b is y = x + 95 between 5 and 35 s.
    expect(numbers(curve?.x)).toEqual([0, 10, 20, 30, 40]);
    expect(numbers(curve?.y)).toEqual([0, 57.5, 67.5, 77.5, 40]);
    expect(numbers(curve?.n)).toEqual([1, 2, 2, 2, 1]);
    expect(curve?.notes).toEqual([
      'The mean is of 1 run up to 5 s, of 2 up to 35 s and of 1 after it.',
      'The runs are measured at different places of the x axis, so their values are interpolated between these.',
    ]);
  });

  it('aligns by step where the axis counts the same for all runs, and by place elsewhere', async () => {
    const withBatch = (batch: number) => {
      const spec = spirals();
      return experimentSchema.parse({ ...spec, training: { ...spec.training, batch } });
    };
    const rows: Row[] = [
      [10, 1],
      [20, 3],
      [30, 5],
    ];
    const runs = await writeRuns(
      { a: { 'test/error': rows }, b: { 'test/error': rows }, half: { 'test/error': rows } },
      { a: withBatch(32), b: withBatch(32), half: withBatch(16) },
    );
    const [same] = await runs.read(group(['a', 'b'], { x: 'examples' }));
    expect(numbers(same?.x)).toEqual([320, 640, 960]);
    // 320, 640, 960 and 160, 320, 480 examples.
    const [mixed] = await runs.read(group(['a', 'half'], { x: 'examples' }));
    expect(numbers(mixed?.x)).toEqual([160, 320, 480, 640, 960]);
    expect(numbers(mixed?.n)).toEqual([1, 2, 2, 1, 1]);
    expect(numbers(mixed?.y)).toEqual([1, (1 + 3) / 2, (2 + 5) / 2, 3, 5]);
  });

  it('counts in its notes what the axis counts', async () => {
    const rows: Row[] = [
      [10, 1],
      [20, 3],
      [30, 5],
    ];
    const copying = template('copy-dni');
    const ticks = { ...copying, training: { ...copying.training, batch: 16, unroll: 5 } };
    const runs = await writeRuns(
      {
        a: { 'test/error': rows },
        b: { 'test/error': rows.slice(0, 2) },
        plain: { 'test/error': rows },
      },
      { a: ticks, b: ticks },
    );
    const [same] = await runs.read(group(['a', 'b'], { x: 'examples' }));
    // 20 steps of 16 rows of 5 ticks.
    expect(same?.notes[0]).toBe('The mean is of 2 runs up to 1,600 ticks and of 1 after it.');
    const [mixed] = await runs.read(group(['b', 'plain'], { x: 'examples' }));
    expect(mixed?.notes[0]).toContain('up to 800 examples');
  });

  it('has on an axis of a metric the mean of both coordinates at each step', async () => {
    const runs = await writeRuns({
      a: {
        'test/error': [
          [0, 4],
          [1, 2],
        ],
        'train/loss': [
          [0, 8],
          [1, 5],
        ],
      },
      b: {
        'test/error': [
          [0, 6],
          [1, 4],
        ],
        'train/loss': [
          [0, 10],
          [1, 3],
        ],
      },
    });
    const request = { x: 'metric' as const, xMetric: 'train/loss' };
    const [curve] = await runs.read(group(['a', 'b'], request));
    expect(numbers(curve?.x)).toEqual([9, 4]);
    expect(numbers(curve?.y)).toEqual([5, 3]);
  });

  it('smooths each run before the mean, and keeps the raw mean and the single runs', async () => {
    const runs = await writeRuns({
      a: {
        'train/loss': [
          [0, 4],
          [1, 8],
        ],
      },
      b: {
        'train/loss': [
          [0, 2],
          [1, 2],
        ],
      },
    });
    const [curve] = await runs.read({
      ...group(['a', 'b'], { withRaw: true, withRuns: true }),
      metrics: [{ metric: 'train/loss', smoothing: 0.5 }],
    });
    // a smoothed: 4, (1 + 4)/0.75 = 6.666667.
    expect(rounded(curve?.y)).toEqual([3, 4.33333]);
    expect(numbers(curve?.raw?.y)).toEqual([3, 5]);
    expect(curve?.runs.map(({ runId, y }) => [runId, rounded(y)])).toEqual([
      ['a', [4, 6.66667]],
      ['b', [2, 2]],
    ]);
  });

  it('is aggregated at full resolution: a peak of one step stays in the mean, the band and n', async () => {
    const steps = Array.from({ length: 20_000 }, (_, step) => step);
    const runs = await writeRuns({
      a: { 'test/error': steps.map((step): Row => [step, step === 12_345 ? 100 : 1]) },
      b: { 'test/error': steps.map((step): Row => [step, step === 5432 ? 51 : 1]) },
      // Ends early.
      c: { 'test/error': steps.slice(0, 15_000).map((step): Row => [step, 1]) },
    });
    const [curve] = await runs.read(group(['a', 'b', 'c'], { points: 300, band: 'interval' }));
    expect(curve?.x.length).toBeLessThanOrEqual(300);
    const at = (step: number): number => numbers(curve?.x).indexOf(step);
    expect(curve?.y[at(12_345)]).toBe(34);
    expect(curve?.y[at(5432)]).toBeCloseTo(53 / 3, 4);
    // Exact bootstrap of (1, 1, 100): all three are 1 in 8 of 27 resamples, all 100 in 1 of 27.
    expect([curve?.lower?.[at(12_345)], curve?.upper?.[at(12_345)]]).toEqual([1, 100]);
    expect(curve?.n?.[at(19_999)]).toBe(2);
    expect(curve?.total).toBe(20_000);
  });
});
