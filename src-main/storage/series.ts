import type { Series } from '#api/types';
import { findGaps } from '#spec/curve-gaps';
import { countValues, toMetricValue } from '#spec/metric-value';
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
 * One curve as a chart draws it: smoothed, cut to the range of steps with one more row on both sides, so that its
 * line reaches the edges of the chart, and decimated. Null where the run has no such metric.
 */
export async function readSeries(
  runDirectory: string,
  runId: string,
  query: SeriesQuery,
): Promise<Series | null> {
  const rows = await readRange(runDirectory, query);
  if (!rows) return null;
  const selected = decimate(rows, query.points);
  const pick = (column: Float64Array): number[] => selected.map((row) => column[row] ?? 0);
  const inside = rows.value.subarray(...findRange(rows.step, query));
  return {
    runId,
    metric: query.metric,
    step: pick(rows.step),
    seconds: pick(rows.seconds),
    value: pick(rows.value).map(toMetricValue),
    gaps: findGaps(query.metric, rows.step).map((row) => rows.step[row] ?? 0),
    total: inside.length,
    counts: countValues(inside),
  };
}

/** Where a curve is smoothed, all its rows are read: the average depends on those before the range. */
async function readRange(runDirectory: string, query: SeriesQuery): Promise<MetricRows | null> {
  const { metric, smoothing, fromStep, toStep } = query;
  if (smoothing === 0) return readMetric(runDirectory, metric, { fromStep, toStep, margin: 1 });
  const rows = await readMetric(runDirectory, metric);
  if (!rows) return null;
  const [start, end] = findRange(rows.step, query);
  const cut = (column: Float64Array): Float64Array =>
    column.subarray(Math.max(0, start - 1), end + 1);
  const average = new MovingAverage(smoothing);
  return {
    step: cut(rows.step),
    seconds: cut(rows.seconds),
    value: cut(rows.value.map((value) => average.add(value))),
  };
}

/** The first row in the range of steps, and the first after it. */
function findRange(step: Float64Array, interval: StepInterval): [start: number, end: number] {
  const { fromStep = -Infinity, toStep = Infinity } = interval;
  let [start, end] = [0, step.length];
  while (start < end && (step[start] ?? 0) < fromStep) start += 1;
  while (end > start && (step[end - 1] ?? 0) > toStep) end -= 1;
  return [start, end];
}
