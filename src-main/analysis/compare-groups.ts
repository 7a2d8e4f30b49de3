import { judgeDifference, testDifference, type BaselineComparison } from './compare-with-baseline';
import { directionOf } from './field-direction';
import { meanOfRuns, type GroupMean, type RunValue } from './group-mean';
import type { RunGroup } from './group-runs';
import type { RunField } from './run-field';
import { bootstrapInterval } from './statistics/bootstrap';
import { adjustHolm } from './statistics/holm';
import type { Interval } from './statistics/interval';
import { interquartileMean, median, standardDeviation, standardError } from './statistics/summary';

export type { BaselineComparison, RunValue };

/** What a field is in the runs of one group, and against the baseline. Figures of too few values are null. */
export interface GroupComparison extends GroupMean {
  /** Key of the group. */
  key: string;
  /** Standard deviation, by n − 1. */
  sd: number | null;
  /** Standard error of the mean. */
  se: number | null;
  median: number | null;
  interquartileMean: number | null;
  /** For the interquartile mean, by the percentile bootstrap over runs. */
  interquartileInterval: Interval | null;
  min: number | null;
  max: number | null;
  /** Null for the baseline itself, where none is chosen, and where a side has no value. */
  baseline: BaselineComparison | null;
}

export interface CompareOptions {
  /** Key of the group that the others are compared with. */
  baseline?: string | null;
  /** Confidence of intervals; a difference is told apart where its adjusted p-value is below one minus it. */
  level?: number;
}

/**
 * Compares groups in a field. P-values are corrected by Holm's method for the number of groups that are compared with
 * the baseline.
 *
 *     const groups = groupRuns(runs, suggestGroupFields(runs));
 *     const [dni, backprop] = compareGroups(groups, 'test/error', { baseline: groups[1].key });
 */
export function compareGroups(
  groups: readonly RunGroup[],
  field: RunField,
  { baseline = null, level = 0.95 }: CompareOptions = {},
): GroupComparison[] {
  const summaries = groups.map((group) => summarize(group, field, level));
  const reference = summaries.find(({ key }) => key === baseline);
  if (!reference) return summaries;
  const direction = directionOf(field);
  const tests = summaries.map((summary) =>
    summary === reference ? null : testDifference(summary, reference, direction, level),
  );
  const adjusted = adjustHolm(tests.map((test) => test?.p ?? null));
  return summaries.map((group, index) => {
    const test = tests[index];
    if (!test) return group;
    const sides = { group, baseline: reference };
    return { ...group, baseline: judgeDifference(test, adjusted[index] ?? null, sides, level) };
  });
}

function summarize({ key, runs }: RunGroup, field: RunField, level: number): GroupComparison {
  const group = meanOfRuns(runs, field, level);
  const values = group.values.map(({ value }) => value);
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    key,
    ...group,
    sd: finite(standardDeviation(values)),
    se: finite(standardError(values)),
    median: finite(median(values)),
    interquartileMean: finite(interquartileMean(values)),
    interquartileInterval: bootstrapInterval(values, interquartileMean, level),
    min: finite(Math.min(...values)),
    max: finite(Math.max(...values)),
    baseline: null,
  };
}
