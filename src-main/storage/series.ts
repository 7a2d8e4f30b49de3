import type { Series } from '#api/types';
import { readMetric, type MetricRows, type StepRange } from './metrics';
import { smooth, decimate } from './decimate';

export interface SeriesQuery extends StepRange {
  metric: string;
  /** At most this many points. */
  points: number;
  /** 0 to below 1; applied to the full curve, before range and thinning. */
  smoothing: number;
}

/**
 * One curve as a chart wants it. `total` counts the points in the range before thinning. Null where
 * the run has no such metric.
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
  const kept = decimate(rows, points);
  const pick = (column: Float64Array): number[] => kept.map((row) => column[row] ?? 0);
  return {
    runId,
    metric,
    step: pick(rows.step),
    seconds: pick(rows.seconds),
    value: pick(rows.value),
    total: rows.value.length,
  };
}

async function readSmoothed(runDirectory: string, query: SeriesQuery): Promise<MetricRows | null> {
  const rows = await readMetric(runDirectory, query.metric);
  if (!rows) return null;
  const { fromStep = -Infinity, toStep = Infinity } = query;
  const start = rows.step.findIndex((step) => step >= fromStep);
  const past = rows.step.findIndex((step) => step > toStep);
  const cut = (column: Float64Array): Float64Array =>
    start < 0 ? column.subarray(0, 0) : column.subarray(start, past < 0 ? undefined : past);
  return {
    step: cut(rows.step),
    seconds: cut(rows.seconds),
    value: cut(smooth(rows.value, query.smoothing)),
  };
}
