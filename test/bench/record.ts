/** `npm run bench -- record`: how many values the program records in a second of processor time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricPoint } from '#spec/metric-catalogue';
import { MetricWriter } from '#storage/metrics';
import { MetricSummaries } from '#storage/summaries';
import { toMetricColumns } from '#training/metric-columns';
import { workload } from './workloads';

const steps = 100_000;
const metrics = 12;
/** Points between two writes: those that arrive in the tenth of a second between two writes of a run. */
const pointsInWrite = 120_000;

export interface RecordingSpeed {
  /** Written into the files of metrics. */
  writtenPerSecond: number;
  /** Added to the last and best values, and to the columns that windows receive. */
  summarizedPerSecond: number;
}

/** Records a run of 100,000 steps with twelve metrics into a temporary folder. */
export async function measureRecording(): Promise<RecordingSpeed> {
  const points = makePoints();
  const folder = await mkdtemp(join(tmpdir(), 'dni-bench-record-'));
  try {
    const writer = await MetricWriter.open(folder);
    const written = await timed(async () => {
      for (let first = 0; first < points.length; first += pointsInWrite) {
        writer.append(points.slice(first, first + pointsInWrite));
        await writer.flush();
      }
      await writer.close();
    });
    const { spec } = await workload('mnist-cdni');
    const summaries = new MetricSummaries({ spec, data: [] });
    const summarized = await timed(async () => {
      for (const point of points) summaries.add(point);
      toMetricColumns(points);
    });
    return {
      writtenPerSecond: points.length / written,
      summarizedPerSecond: points.length / summarized,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function makePoints(): MetricPoint[] {
  const names = Array.from({ length: metrics }, (_, index) =>
    index % 2 === 0 ? `train/loss/part${index}` : `test/error/part${index}`,
  );
  return Array.from({ length: steps }, (_, step) =>
    names.map((metric, index) => ({
      metric,
      step: step + 1,
      seconds: step / 100,
      value: ((step * 7919 + index) % 1000) / 1000,
    })),
  ).flat();
}

/** Seconds of processor time, which other programs on the machine change less than the time on the clock. */
async function timed(action: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
