import type { Run } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import { shortMetricTitle } from '../stores/metric-names';
import { explainFigure, formatFigure, qualifyFigure } from '../stores/run-result';
import { computeMean, formatMean } from './mean';

export interface RowValue {
  text: string;
  /** How it came about. */
  title: string;
}

/**
 * The value that stands for a row of the list: the figure of a single run, or the mean of its runs in `metric`, the one
 * that stands for most runs of the comparison. Null where nothing is measured.
 */
export function describeRowValue(runs: readonly Run[], metric: string | null): RowValue | null {
  const [run] = runs;
  if (!run) return null;
  return runs.length === 1 ? describeRun(run, metric) : describeGroup(runs, metric);
}

/** Where the run stands for something else than most of the runs, the explanation says so. */
function describeRun(run: Run, metric: string | null): RowValue | null {
  const figure = findHeadline(run);
  if (!figure) return null;
  const qualifier = figure.step === null ? null : qualifyFigure(figure, run);
  const text = `${formatFigure(figure)}${qualifier === null ? '' : `, ${qualifier}`}`;
  const title = `${shortMetricTitle(figure.metric, run)}. ${explainFigure(run, figure)}`;
  return { text: figure.metric === metric || metric === null ? text : `${text}*`, title };
}

function describeGroup(runs: readonly Run[], metric: string | null): RowValue | null {
  const [run] = runs;
  if (!run || metric === null) return null;
  const mean = computeMean(runs, metric);
  if (mean.n === 0) return null;
  const others = runs.length - mean.n - mean.diverged;
  const title = [
    `${shortMetricTitle(metric, run)}: mean of ${mean.n} runs with its 95 % interval.`,
    mean.diverged > 0 ? `${countRuns(mean.diverged)} diverged.` : '',
    others > 0 ? `${countRuns(others)} without a value.` : '',
  ];
  return { text: formatMean(metric, mean), title: title.filter(Boolean).join(' ') };
}

function countRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

/** The metric that stands for most of the runs; null while nothing is measured. */
export function findCommonHeadline(runs: readonly Run[]): string | null {
  const counts = new Map<string, number>();
  for (const run of runs) {
    const metric = findHeadline(run)?.metric;
    if (metric !== undefined) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
