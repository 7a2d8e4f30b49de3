import type { Series } from '#api/types';
import { MovingAverage } from '#spec/moving-average';
import { readMetric, type MetricRows, type StepInterval } from './metrics';
import { decimate } from './decimate';

export interface SeriesQuery extends StepInterval {
  metric: string;
  /** At most this many points. */
  points: number;
  /** β of the moving average, 0 to below 1. It runs over the whole curve, before range and decimation. */
  smoothing: number;
}

/**
 * One curve as a chart draws it: smoothed, cut to the range of steps, and decimated. `total` counts the points
 * in the range before decimation. Null where the run has no such metric.
 */
export async function readSeries(
  runDirectory: string,
  runId: string,
  query: SeriesQuery,
): Promise<Series | null> {
  const { metric, points, smoothing, fromStep, toStep } = query;
  const rows =
    smoothing === 0
      ? await readMetric(runDirectory, metric, { fromStep, toStep })
      : await readSmoothed(runDirectory, query);
  if (!rows) return null;
  const selected = decimate(rows, points);
  const pick = (column: Float64Array): number[] => selected.map((row) => column[row] ?? 0);
  return {
    runId,
    metric,
    step: pick(rows.step),
    seconds: pick(rows.seconds),
    value: pick(rows.value),
    total: rows.value.length,
  };
}

/** The rows in the range. All rows are read, because the average depends on those before the range. */
async function readSmoothed(runDirectory: string, query: SeriesQuery): Promise<MetricRows | null> {
  const rows = await readMetric(runDirectory, query.metric);
  if (!rows) return null;
  const { fromStep = -Infinity, toStep = Infinity } = query;
  const start = rows.step.findIndex((step) => step >= fromStep);
  const end = rows.step.findIndex((step) => step > toStep);
  const cut = (column: Float64Array): Float64Array =>
    start < 0 ? column.subarray(0, 0) : column.subarray(start, end < 0 ? undefined : end);
  const average = new MovingAverage(query.smoothing);
  return {
    step: cut(rows.step),
    seconds: cut(rows.seconds),
    value: cut(rows.value.map((value) => average.add(value))),
  };
}
