import type { RunField } from '#analysis/run-field';
import { readOutcome } from '#analysis/run-outcome';
import { meanInterval, type Interval } from '#analysis/statistics/interval';
import { mean } from '#analysis/statistics/summary';
import type { Run } from '#spec/run';
import { formatMetric, formatNumber, isFraction } from '../stores/format';

/** The mean of a metric over runs. */
export interface Mean {
  /** Runs with a finite value. */
  n: number;
  /** Runs that have diverged, or whose value is not finite. */
  diverged: number;
  /** Null where no run has a value. */
  mean: number | null;
  /** The 95 % interval by Student's t; null for fewer than two values. */
  interval: Interval | null;
}

/** The mean of the values that stand for the runs, without the tests and resampling of `compareGroups`. */
export function computeMean(runs: readonly Run[], field: RunField): Mean {
  const all = runs.flatMap((run) => {
    const value = readOutcome(run, field);
    return typeof value === 'number' ? [value] : [];
  });
  const values = all.filter(Number.isFinite);
  return {
    n: values.length,
    diverged: all.length - values.length,
    mean: values.length === 0 ? null : mean(values),
    interval: meanInterval(values, 0.95),
  };
}

/** `1.62 % ± 0.05`: the mean with half the width of its interval; without it where there is one value. */
export function formatMean(metric: string, { mean: center, interval }: Mean): string {
  if (center === null) return '–';
  const text = formatMetric(metric, center);
  if (!interval) return text;
  return `${text} ± ${formatMargin(metric, halfWidth(interval))}`;
}

function halfWidth(interval: Interval): number {
  return (interval.high - interval.low) / 2;
}

/** A margin in the unit of the metric, which stands before it already. */
function formatMargin(metric: string, margin: number): string {
  if (!isFraction(metric)) return formatNumber(margin, 2);
  const percent = margin * 100;
  return percent >= 0.01 || percent === 0 ? percent.toFixed(2) : formatNumber(percent, 2);
}
