import { isSmallerBetter, type MetricPoint } from '#spec/metric-catalogue';
import type { MetricSummary } from '#spec/run';
import { listMetrics, readMetric } from './metrics';

/** Last and best value of each metric, updated point by point. NaN and infinite values are ignored. */
export class MetricSummaries {
  readonly #byMetric = new Map<string, { summary: MetricSummary; isSmallerBetter: boolean }>();

  add({ metric, step, value }: Pick<MetricPoint, 'metric' | 'step' | 'value'>): void {
    if (!Number.isFinite(value)) return;
    const entry = this.#byMetric.get(metric);
    if (!entry) {
      this.#byMetric.set(metric, {
        summary: { last: value, best: value, bestStep: step },
        // Parsing the name for every point would take longer than the rest.
        isSmallerBetter: isSmallerBetter(metric),
      });
      return;
    }
    const { summary } = entry;
    summary.last = value;
    const isBetter = entry.isSmallerBetter ? value < summary.best : value > summary.best;
    if (isBetter) Object.assign(summary, { best: value, bestStep: step });
  }

  /** A copy, in the format of `run.json`. */
  toRecord(): Record<string, MetricSummary> {
    return Object.fromEntries(
      [...this.#byMetric].map(([metric, { summary }]) => [metric, { ...summary }]),
    );
  }
}

/** Reads every metric file of a run and summarizes it. Throws a WorkbenchError as `readMetric` does. */
export async function readMetricSummaries(runDirectory: string): Promise<MetricSummaries> {
  const summaries = new MetricSummaries();
  for (const metric of await listMetrics(runDirectory)) {
    const rows = await readMetric(runDirectory, metric);
    rows?.value.forEach((value, row) => {
      summaries.add({ metric, step: rows.step[row] ?? 0, value });
    });
  }
  return summaries;
}
