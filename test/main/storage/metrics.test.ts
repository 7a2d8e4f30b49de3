import { appendFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastRecordedStep, listMetrics, MetricWriter, readMetric } from '#storage/metrics';
import { readMetricSummaries } from '#storage/summaries';
import { emptyFolder, spirals } from './helpers';

const point = (metric: string, step: number, value: number) => ({
  metric,
  step,
  seconds: step / 10,
  value,
});

async function written(count = 10): Promise<string> {
  const folder = await emptyFolder();
  const writer = await MetricWriter.open(folder);
  for (let step = 1; step <= count; step += 1) writer.append([point('train/loss', step, 1 / step)]);
  await writer.close();
  return folder;
}

describe('MetricWriter', () => {
  it('writes little-endian rows of step, seconds and value, and an index', async () => {
    const folder = await emptyFolder();
    const writer = await MetricWriter.open(folder);
    writer.append([point('train/loss', 1, 0.5), point('interface/a->b/cosine', 1, -1)]);
    await writer.flush();
    writer.append([point('train/loss', 2, 0.25)]);
    await writer.close();
    expect(JSON.parse(await readFile(join(folder, 'metrics.json'), 'utf8'))).toEqual({
      version: 1,
      files: { 'train/loss': '0.f64', 'interface/a->b/cosine': '1.f64' },
    });
    const bytes = await readFile(join(folder, 'metrics', '0.f64'));
    const numbers = Array.from({ length: 6 }, (_, index) => bytes.readDoubleLE(8 * index));
    expect(bytes.length).toBe(48);
    expect(numbers).toEqual([1, 0.1, 0.5, 2, 0.2, 0.25]);
  });

  it('takes hundred thousands of points at once', async () => {
    const folder = await emptyFolder();
    const writer = await MetricWriter.open(folder);
    const points = Array.from({ length: 300_000 }, (_, row) =>
      point(row % 2 === 0 ? 'train/loss' : 'test/error', row, -row),
    );
    expect(writer.append(points)).toHaveLength(300_000);
    await writer.close();
    const rows = await readMetric(folder, 'test/error');
    expect(rows?.step).toHaveLength(150_000);
    expect([rows?.step[149_999], rows?.seconds[149_999], rows?.value[149_999]]).toEqual([
      299_999, 29_999.9, -299_999,
    ]);
    expect(rows?.step.every((step, row) => step === 2 * row + 1)).toBe(true);
  });

  it('keeps the points of a write that fails, and of metrics that appear after it', async () => {
    const folder = await written(1);
    const writer = await MetricWriter.open(folder);
    // The index cannot be replaced by a file.
    await rm(join(folder, 'metrics.json'));
    await mkdir(join(folder, 'metrics.json', 'inside'), { recursive: true });
    writer.append([point('train/loss', 2, 2), point('test/error', 2, 3)]);
    await expect(writer.flush()).rejects.toThrow(/metrics.json/);
    writer.append([point('train/loss', 3, 4), point('train/error', 3, 5)]);
    await rm(join(folder, 'metrics.json'), { recursive: true });
    await writer.close();
    const valuesOf = async (metric: string) => [
      ...((await readMetric(folder, metric))?.value ?? []),
    ];
    expect(await valuesOf('train/loss')).toEqual([1, 2, 4]);
    expect(await valuesOf('test/error')).toEqual([3]);
    expect(await valuesOf('train/error')).toEqual([5]);
  });

  it('begins the file of a new metric empty, where one was left behind without a name', async () => {
    const folder = await written(3);
    await rm(join(folder, 'metrics.json'));
    const writer = await MetricWriter.open(folder);
    expect(writer.append([point('test/loss', 0, 2), point('train/loss', 1, 1)])).toHaveLength(2);
    await writer.close();
    expect((await readMetric(folder, 'test/loss'))?.step).toEqual(new Float64Array([0]));
    expect((await readMetric(folder, 'train/loss'))?.step).toEqual(new Float64Array([1]));
  });

  it('drops garbage at the end of a file, as a power cut leaves it, and counts its rows', async () => {
    for (const garbage of [Buffer.alloc(72), Buffer.alloc(48, 0x7f), Buffer.alloc(24, 1)]) {
      const folder = await written(3);
      await appendFile(join(folder, 'metrics', '0.f64'), garbage);
      const writer = await MetricWriter.open(folder);
      expect([...writer.droppedRows]).toEqual([['train/loss', garbage.length / 24]]);
      writer.append([point('train/loss', 4, 0.25)]);
      await writer.close();
      expect((await readMetric(folder, 'train/loss'))?.step).toEqual(
        new Float64Array([1, 2, 3, 4]),
      );
    }
  });

  it('drops a point that repeats a recorded step, before and after the files are opened again', async () => {
    const folder = await written(3);
    const writer = await MetricWriter.open(folder);
    const again = [point('train/loss', 3, 9), point('train/loss', 4, 0.25)];
    expect(writer.append(again)).toEqual([again[1]]);
    expect(writer.append([point('train/loss', 4, 9)])).toEqual([]);
    await writer.truncateAfter(2);
    expect(writer.append([point('train/loss', 3, 0.5)])).toHaveLength(1);
    await writer.close();
    expect((await readMetric(folder, 'train/loss'))?.value).toEqual(
      new Float64Array([1, 1 / 2, 0.5]),
    );
    expect(await lastRecordedStep(folder)).toBe(3);
  });

  it('continues at the end of the file, without a last row that was cut off', async () => {
    const folder = await written(3);
    const file = join(folder, 'metrics', '0.f64');
    await appendFile(file, Buffer.alloc(17, 1));
    expect((await readMetric(folder, 'train/loss'))?.step).toEqual(new Float64Array([1, 2, 3]));
    const writer = await MetricWriter.open(folder);
    expect((await stat(file)).size).toBe(72);
    writer.append([point('train/loss', 4, 9), point('test/error', 4, 0.5)]);
    await writer.close();
    expect((await readMetric(folder, 'train/loss'))?.step).toEqual(new Float64Array([1, 2, 3, 4]));
    expect(await listMetrics(folder)).toEqual(['train/loss', 'test/error']);
  });

  it('removes the rows after a step', async () => {
    const folder = await written(10);
    const writer = await MetricWriter.open(folder);
    await writer.truncateAfter(7);
    writer.append([point('train/loss', 8, 42)]);
    await writer.close();
    const rows = await readMetric(folder, 'train/loss');
    expect(rows?.step).toEqual(new Float64Array([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(rows?.value.at(-1)).toBe(42);
    const again = await MetricWriter.open(folder);
    await again.truncateAfter(-1);
    await again.close();
    expect((await readMetric(folder, 'train/loss'))?.step).toHaveLength(0);
  });
});

describe('readMetric', () => {
  it('reads an interval of steps with both ends', async () => {
    const folder = await written(10);
    const steps = async (fromStep?: number, toStep?: number): Promise<number[]> => [
      ...((await readMetric(folder, 'train/loss', { fromStep, toStep }))?.step ?? []),
    ];
    expect(await steps(3, 5)).toEqual([3, 4, 5]);
    expect(await steps(2.5, 4.5)).toEqual([3, 4]);
    expect(await steps(9)).toEqual([9, 10]);
    expect(await steps(undefined, 1)).toEqual([1]);
    expect(await steps(20, 30)).toEqual([]);
    expect(await steps(5, 3)).toEqual([]);
  });

  it('gives null for a metric that was never written', async () => {
    expect(await readMetric(await emptyFolder(), 'x')).toBeNull();
  });
});

describe('summarize', () => {
  it('gives the last and the best value; for a cosine the largest is the best', async () => {
    const folder = await emptyFolder();
    const writer = await MetricWriter.open(folder);
    for (const [step, value] of [NaN, 3, 1, NaN, 2, NaN].entries())
      writer.append([
        point('test/error', step, value),
        point('interface/a->b/cosine', step, value),
      ]);
    await writer.close();
    expect(
      (await readMetricSummaries(folder, { spec: spirals(), data: [] })).toRunFields().metrics,
    ).toEqual({
      'test/error': { last: 2, best: 1, bestStep: 2, worst: 3, notFiniteAt: 5 },
      'interface/a->b/cosine': { last: 2, best: 3, bestStep: 1, worst: 1, notFiniteAt: 5 },
    });
  });
});
