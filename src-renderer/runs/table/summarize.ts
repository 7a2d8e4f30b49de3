import { answerFormat, formatPlusMinus } from '#analysis/answer-format';
import { intervalName } from '#analysis/interval-name';
import { parseMetricField } from '#analysis/run-field';
import { hasDiverged } from '#analysis/run-outcome';
import { meanInterval } from '#analysis/statistics/interval';
import { mean } from '#analysis/statistics/summary';
import { describeMetric } from '#spec/metric-catalogue';
import type { Run, RunStatus } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import { formatFigure } from '../../stores/run-result';
import { countRuns } from '../run-targets';
import { statusLabels } from '../../stores/status';
import type { Column } from './column';

/** The numbers that the runs have in a column. */
export function readNumbers(column: Column, runs: readonly Run[]): number[] {
  return runs.flatMap((run) => {
    const value = column.sortValue(run);
    return typeof value === 'number' ? [value] : [];
  });
}

export interface GroupCell {
  text: string;
  /** What the text leaves out: how many runs it is of. */
  title: string;
  /** How many runs are in each status, in the cell of statuses. */
  statuses?: readonly (readonly [RunStatus, number])[];
}

const runStatuses = Object.keys(statusLabels) as RunStatus[];
const noCell: GroupCell = { text: '', title: '' };

/**
 * What the row of a group shows in a column: `1.62 % ± 0.05`, `3 finished, 1 running`, `DNI`, `4 values`. Means are of
 * those runs that `counted` has: each seed of the same settings once.
 */
export function summarize(
  column: Column,
  runs: readonly Run[],
  counted: readonly Run[] = runs,
): GroupCell {
  switch (column.summary) {
    case 'nothing':
      return noCell;
    case 'statuses':
      return summarizeStatuses(runs);
    case 'values':
      return summarizeValues(column, runs);
    case 'mean':
      return (
        summarizeNumbers(column, runs, counted, parseMetricField(column.id)?.metric ?? null) ??
        summarizeValues(column, runs)
      );
    case 'results':
      return summarizeResults(column, runs, counted);
  }
}

/** Results that are values of one metric have a mean. */
function summarizeResults(
  column: Column,
  runs: readonly Run[],
  counted: readonly Run[],
): GroupCell {
  const metrics = [...new Set(counted.flatMap((run) => findHeadline(run)?.metric ?? []))];
  const [metric] = metrics;
  if (metric === undefined) return noCell;
  if (metrics.length > 1) return { text: `${metrics.length} metrics`, title: metrics.join(', ') };
  const format = (value: number): string => formatFigure({ metric, value });
  const cell =
    summarizeNumbers({ ...column, formatNumber: format }, runs, counted, metric) ?? noCell;
  return { ...cell, title: `${describeMetric(metric).title}. ${cell.title}` };
}

/** The mean of what the runs have in a column. Of a metric, runs that have diverged are left out, as in a comparison. */
function summarizeNumbers(
  column: Column,
  runs: readonly Run[],
  counted: readonly Run[],
  metric: string | null,
): GroupCell | null {
  const usable = metric === null ? counted : counted.filter((run) => !hasDiverged(run, metric));
  const values = readNumbers(column, usable);
  if (values.length === 0) return null;
  const n = values.length;
  const diverged = counted.length - usable.length;
  const title = [
    `Mean of ${n === runs.length ? countRuns(n) : `${n} of ${countRuns(runs.length)}`}`,
    diverged > 0 ? `, ${diverged} diverged` : '',
    counted.length < runs.length ? `, ${runs.length - counted.length} of a repeated seed` : '',
  ].join('');
  const center = mean(values);
  // How far a run has come and how long it took are no samples of something: an interval of their mean says nothing.
  const interval = metric === null ? null : meanInterval(values, 0.95);
  if (metric === null || !interval || values.every((value) => value === values[0]))
    return { text: column.formatNumber(center), title };
  return {
    text: formatPlusMinus(answerFormat(metric, [{ mean: center, interval }]), center, interval),
    title: `${title}, ± half of its ${intervalName('t')}`,
  };
}

function summarizeValues(column: Column, runs: readonly Run[]): GroupCell {
  const values = [...new Set(runs.map(column.format))];
  const shown = values.filter((value) => value !== '');
  if (values.length === 1) return { text: values[0] ?? '', title: '' };
  const numbers = readNumbers(column, runs);
  if (numbers.length === runs.length) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const range = `${column.formatNumber(low)}–${column.formatNumber(high)}`;
    return { text: range, title: `${values.length} values: ${shown.slice(0, 20).join(', ')}` };
  }
  return { text: `${values.length} values`, title: shown.slice(0, 20).join(', ') };
}

/** The column has no room for the words of several statuses: their signs stand for them, and the title has the words. */
function summarizeStatuses(runs: readonly Run[]): GroupCell {
  const counts = countStatuses(runs);
  const text = counts
    .map(([status, count]) => `${count} ${statusLabels[status].toLowerCase()}`)
    .join(', ');
  return { text, title: text, statuses: counts };
}

/** How many of the runs are in each status, in the order of `statusLabels`. */
function countStatuses(runs: readonly Run[]): [RunStatus, number][] {
  const counts = new Map<RunStatus, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return runStatuses.flatMap((status) => {
    const count = counts.get(status);
    return count === undefined ? [] : [[status, count]];
  });
}
