import { smallerIsBetter, type MetricPoint } from '#spec/metrics';
import type { MetricSummary } from '#spec/run';
import { listMetrics, readMetric } from './metrics';

/** Last and best value of each metric, kept up to date point by point. Values that are no numbers do not count. */
export class Summaries {
  readonly #byMetric = new Map<string, MetricSummary>();

  add({ metric, step, value }: Pick<MetricPoint, 'metric' | 'step' | 'value'>): void {
    if (!Number.isFinite(value)) return;
    const known = this.#byMetric.get(metric);
    if (!known) {
      this.#byMetric.set(metric, { last: value, best: value, bestStep: step });
      return;
    }
    known.last = value;
    const better = smallerIsBetter(metric) ? value < known.best : value > known.best;
    if (better) Object.assign(known, { best: value, bestStep: step });
  }

  /** A copy, as `run.json` holds it. */
  toRecord(): Record<string, MetricSummary> {
    return Object.fromEntries(
      [...this.#byMetric].map(([metric, summary]) => [metric, { ...summary }]),
    );
  }
}

/** The summaries of all that is on disk. */
export async function summarize(runDirectory: string): Promise<Summaries> {
  const summaries = new Summaries();
  for (const metric of await listMetrics(runDirectory)) {
    const rows = await readMetric(runDirectory, metric);
    rows?.value.forEach((value, row) => {
      summaries.add({ metric, step: rows.step[row] ?? 0, value });
    });
  }
  return summaries;
}
