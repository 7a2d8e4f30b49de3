import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { curvesRequestSchema, type Curve, type CurvesRequestInput } from '#spec/curves';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import { extremesPath } from '#storage/curves/extremes-file';
import { singleRuns, writeRuns, type Row, type WrittenRuns } from './write-runs';

/** Sixteen blocks of 64 rows in each of 256 columns of a chart of 516 points, and the last row. */
const count = 2 ** 18 + 1;
const points = 516;

/** Values that jump about, and a peak. */
const valueAt = (step: number): number => (step === 200_003 ? 50 : ((step * 7919) % 10_007) / 1000);

let runs: WrittenRuns;
let file: string;

beforeEach(async () => {
  const rows = Array.from({ length: count }, (_, step): Row => [step, valueAt(step) + 1]);
  runs = await writeRuns({ r: { 'test/error': rows } });
  file = join(runs.directoryOf('r'), 'metrics', '0.f64');
  await settle(file);
});

/** Makes a file one that no run appends to any more. */
async function settle(path: string): Promise<void> {
  await utimes(path, 1e9, 1e9);
}

/** As after a new start of the program: nothing is in memory. */
async function readAnew(more: Partial<CurvesRequestInput> = {}): Promise<Curve | undefined> {
  const request = curvesRequestSchema.parse(singleRuns(['r'], { points, ...more }));
  const readSpec = () => Promise.reject(new Error('not needed'));
  const findRun = () => ({ directory: runs.directoryOf('r'), readSpec });
  return (await readCurves(request, findRun, new ColumnCache()))[0];
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

describe('a long curve', () => {
  it('is drawn from its extremes as from all its rows, where columns of the chart are whole blocks', async () => {
    expect(await exists(extremesPath(file))).toBe(false);
    const fromRows = await readAnew();
    expect(await exists(extremesPath(file))).toBe(true);
    expect((await stat(extremesPath(file))).size).toBeLessThan((await stat(file)).size / 20);
    const fromExtremes = await readAnew();
    expect(fromExtremes?.x.length).toBeGreaterThan(400);
    expect(fromExtremes?.x).toContain(200_003);
    expect(fromExtremes).toEqual(fromRows);
  });

  it('has each place and value of the file, the smallest and the largest of them, in any range', async () => {
    await readAnew();
    for (const [from, to] of [
      [0, count],
      [1, count - 2],
      [63.5, 200_002.5],
      [64, 200_003],
      [100_000, 250_000],
      [200_000, 200_010],
      [190_000, 200_003],
      [count - 3, count + 5],
      [-50, -1],
      [count, count + 1],
    ] as const) {
      const curve = await readAnew({ range: { from, to } });
      const steps = Array.from({ length: count }, (_, step) => step).filter(
        (step) => step >= from && step <= to,
      );
      expect(curve?.total, `${from} to ${to}`).toBe(steps.length);
      const [x, y] = [[...(curve?.x ?? [])], [...(curve?.y ?? [])]];
      expect(y).toEqual(x.map((step) => Math.fround(valueAt(step) + 1)));
      expect(x).toEqual([...x].sort((a, b) => a - b));
      const inside = y.filter((_, index) => (x[index] ?? 0) >= from && (x[index] ?? 0) <= to);
      const values = steps.map((step) => Math.fround(valueAt(step) + 1));
      const high = (numbers: number[]) => numbers.reduce((a, b) => Math.max(a, b), -Infinity);
      const low = (numbers: number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
      expect([low(inside), high(inside)], `${from} to ${to}`).toEqual([low(values), high(values)]);
      // One more point on both sides.
      const [first, last] = [steps[0], steps.at(-1)];
      if (first !== undefined && last !== undefined)
        expect([x[0], x.at(-1)]).toEqual([Math.max(0, first - 1), Math.min(count - 1, last + 1)]);
    }
  });

  it('ignores extremes that are damaged, foreign or of another state of the metric, and replaces them', async () => {
    const right = await readAnew();
    const path = extremesPath(file);
    const good = await readFile(path);
    const flipped = Buffer.from(good);
    flipped[good.length - 100] = (flipped[good.length - 100] ?? 0) ^ 1;
    for (const bad of [Buffer.alloc(0), good.subarray(0, -8), flipped, Buffer.from('{"a": 1}')]) {
      await writeFile(path, bad);
      expect(await readAnew()).toEqual(right);
      expect((await readFile(path)).equals(good)).toBe(true);
    }
    // The run went on.
    await runs.append('r', 'test/error', [[count, 99]]);
    await settle(file);
    const longer = await readAnew();
    expect(longer?.y).toContain(99);
    expect(longer?.total).toBe(count + 1);
    expect((await readFile(path)).equals(good)).toBe(false);
  });

  it('is drawn from its rows while it grows, is smoothed, or has values that some axis cannot show in a range', async () => {
    await rm(file);
    await runs.append(
      'r',
      'test/error',
      Array.from({ length: count }, (_, step): Row => [
        step,
        step === 7 ? NaN : step === 9 ? 0 : 1,
      ]),
    );
    // Written just now.
    await readAnew();
    expect(await exists(extremesPath(file))).toBe(false);
    await settle(file);
    await readAnew();
    expect(await readAnew()).toMatchObject({ total: count, notFinite: 1, zero: 1 });
    const range = { from: 8, to: 200_000 };
    expect(await readAnew({ range })).toMatchObject({ total: 199_993, notFinite: 0, zero: 1 });
    const metrics = [{ metric: 'test/error', smoothing: 0.5 }];
    expect((await readAnew({ metrics }))?.total).toBe(count);
  });
});
