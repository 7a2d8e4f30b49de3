import type { MetricRows } from '#storage/metric-files';
import type { MetricData, RunData } from './run-data';

/** The same runs, whose writer is followed: `report` is told which part of all values has been read, from 0 to 1. */
export function reportPieces(
  runs: readonly RunData[],
  report: (fraction: number) => void,
): RunData[] {
  const total = runs.flatMap(({ metrics }) => metrics).reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  async function* follow(metric: MetricData): AsyncGenerator<MetricRows> {
    for await (const piece of metric.readPieces()) {
      yield piece;
      done += piece.step.length;
      report(done / total);
    }
  }
  return runs.map(({ run, metrics }) => ({
    run,
    metrics: metrics.map((metric) => ({ ...metric, readPieces: () => follow(metric) })),
  }));
}
