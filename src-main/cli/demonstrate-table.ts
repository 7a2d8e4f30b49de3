import type { Run } from '#spec/run';
import { latestValue } from '#spec/run-result';
import type { Demonstration } from './demonstrations';
import { formatCount, formatSeconds } from './format';

/** A run of one of the templates of a demonstration. */
export interface TrainedTemplate {
  template: string;
  run: Run;
}

/** By metric of the demonstration: the value after the last step; null where it is not finite or not measured. */
export function readMetrics({ metrics }: Demonstration, run: Run): Record<string, number | null> {
  return Object.fromEntries(
    metrics.map(({ metric }) => {
      const summary = run.metrics[metric];
      const value = summary ? latestValue(summary) : Number.NaN;
      return [metric, Number.isFinite(value) ? value : null];
    }),
  );
}

/** The table of a demonstration with its header: a row for each template that has runs. */
export function demonstrationTable(
  demonstration: Demonstration,
  trained: readonly TrainedTemplate[],
): string[][] {
  const labels = demonstration.metrics.map(({ label }) => label);
  return [
    ['template', 'seeds', 'steps', ...labels, 'time a run', 'steps/s'],
    ...demonstration.templates.flatMap((template) => {
      const runs = trained.filter((entry) => entry.template === template).map(({ run }) => run);
      return runs.length === 0 ? [] : [[`\`${template}\``, ...formatRuns(demonstration, runs)]];
    }),
  ];
}

/** Means over the runs that finished: the last value of one that ended early is no result. */
function formatRuns(demonstration: Demonstration, runs: readonly Run[]): string[] {
  const finished = runs.filter(({ status }) => status === 'finished');
  const seeds =
    finished.length === runs.length ? `${runs.length}` : `${finished.length} of ${runs.length}`;
  if (finished.length === 0) return [seeds, '–', ...demonstration.metrics.map(() => '–'), '–', '–'];
  const cells = demonstration.metrics.map(({ metric, digits, percent }) => {
    const values = finished.map((run) => readMetrics(demonstration, run)[metric] ?? null);
    const measured = values.filter((value) => value !== null);
    // A mean over fewer runs than the row counts would look like one over all.
    if (measured.length < values.length) return '–';
    const format = (value: number): string =>
      percent ? `${(100 * value).toFixed(digits)} %` : value.toFixed(digits);
    const average = format(mean(measured));
    return measured.length === 1
      ? average
      : `${average} (${format(Math.min(...measured))} to ${format(Math.max(...measured))})`;
  });
  return [
    seeds,
    formatCount(mean(finished.map(({ step }) => step))),
    ...cells,
    formatSeconds(mean(finished.map(({ seconds }) => seconds))),
    formatCount(mean(finished.map(({ step, seconds }) => (seconds > 0 ? step / seconds : 0)))),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
