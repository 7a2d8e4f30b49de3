import { formatPlusMinus, type AnswerFormat } from '#analysis/answer-format';
import { meanOfRuns } from '#analysis/group-mean';
import { intervalName } from '#analysis/interval-name';
import { countNoun } from '#spec/count-noun';
import type { Run } from '#spec/run';
import { lowerFirst } from '#spec/letter-case';
import { findHeadline } from '#spec/run-result';
import { shortMetricTitle } from '#chart/metric-names';
import { explainFigure, formatFigure, qualifyFigure } from '../stores/run-result';

export interface RowValue {
  text: string;
  /** How it came about. */
  title: string;
}

/**
 * The value that stands for a row of the list: the figure of a single run, or the mean of its runs in `metric`, the one
 * that stands for most runs of the comparison, written in `format`. Null where nothing is measured.
 */
export function describeRowValue(
  runs: readonly Run[],
  metric: string | null,
  format: AnswerFormat | null,
): RowValue | null {
  const [run] = runs;
  if (!run) return null;
  return runs.length === 1 ? describeRun(run, metric, format) : describeGroup(runs, metric, format);
}

/** What the sign `*` at the values of some runs says; null where none has it. `metric`: as of `describeRowValue`. */
export function explainOtherMetrics(runs: readonly Run[], metric: string | null): string | null {
  if (metric === null) return null;
  const other = runs.find((run) => (findHeadline(run)?.metric ?? metric) !== metric);
  return other ? `* Not the ${lowerFirst(shortMetricTitle(metric, other))}. Point at it.` : null;
}

/** Where the run stands for something else than most of the runs, the explanation says so. */
function describeRun(
  run: Run,
  metric: string | null,
  format: AnswerFormat | null,
): RowValue | null {
  const figure = findHeadline(run);
  if (!figure) return null;
  const isCommon = figure.metric === metric && Number.isFinite(figure.value);
  const value = isCommon && format ? format.value(figure.value) : formatFigure(figure);
  const qualifier = figure.step === null ? null : qualifyFigure(figure, run);
  const text = `${value}${qualifier === null ? '' : `, ${qualifier}`}`;
  const title = `${shortMetricTitle(figure.metric, run)}. ${explainFigure(run, figure)}`;
  return { text: figure.metric === metric || metric === null ? text : `${text}*`, title };
}

function describeGroup(
  runs: readonly Run[],
  metric: string | null,
  format: AnswerFormat | null,
): RowValue | null {
  const [run] = runs;
  if (!run || metric === null || !format) return null;
  const { n, mean, interval, diverged } = meanOfRuns(runs, metric);
  if (mean === null) return null;
  const others = runs.length - n - diverged.length;
  const title = [
    `${shortMetricTitle(metric, run)}: mean of ${countNoun(n, 'run')}${interval ? ` ± half of its ${intervalName('t')}` : ''}.`,
    diverged.length > 0 ? `${countNoun(diverged.length, 'run')} diverged.` : '',
    others > 0 ? `${countNoun(others, 'run')} without a value.` : '',
  ];
  return { text: formatPlusMinus(format, mean, interval), title: title.filter(Boolean).join(' ') };
}

/** A mark for runs that were not trained here; null where there is none of them. */
export function describeImported(runs: readonly Run[]): RowValue | null {
  const sources = new Set(runs.flatMap((run) => (run.spec ? [] : [run.imported.source])));
  const count = runs.filter((run) => !run.spec).length;
  if (count === 0) return null;
  const text = count === runs.length ? 'imported' : `${count} imported`;
  return { text, title: `Trained by another program: ${[...sources].join(', ')}` };
}

/**
 * `n 5`: of how many runs the mean of a group is, `n 5 of 6` where others have no value of the metric, or not yet. Without
 * a metric, the number of runs.
 */
export function describeSize(runs: readonly Run[], metric: string | null): RowValue {
  const all = countNoun(runs.length, 'run');
  const n = metric === null ? 0 : meanOfRuns(runs, metric).n;
  return n === 0 || n === runs.length
    ? { text: `n ${runs.length}`, title: all }
    : { text: `n ${n} of ${runs.length}`, title: `The mean is of ${n} of ${all}` };
}
