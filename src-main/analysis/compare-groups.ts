import { isSmallerBetter } from '#spec/metric-catalogue';
import type { RunGroup } from './group-runs';
import {
  judgeDifference,
  testDifference,
  type BaselineComparison,
  type RunValue,
} from './compare-with-baseline';
import { parseMetricField, type RunField } from './run-field';
import { readOutcome } from './run-outcome';
import { bootstrapInterval } from './statistics/bootstrap';
import { adjustHolm } from './statistics/holm';
import { meanInterval, type Interval } from './statistics/interval';
import {
  interquartileMean,
  mean,
  median,
  standardDeviation,
  standardError,
} from './statistics/summary';

export type { BaselineComparison, RunValue };

/** What a field is in the runs of one group, and against the baseline. Figures of too few values are null. */
export interface GroupComparison {
  /** Key of the group. */
  key: string;
  /** Runs of the group; each is one of `values`, `diverged`, `failed` and `missing`. */
  runs: number;
  values: RunValue[];
  /** Ids of runs that have diverged, or whose value is not finite. */
  diverged: string[];
  /** Ids of runs that have failed without a value. */
  failed: string[];
  /** Ids of other runs without a value: it is not measured there, or not yet. */
  missing: string[];
  /** Number of values. */
  n: number;
  mean: number | null;
  /** Standard deviation, by n − 1. */
  sd: number | null;
  /** Standard error of the mean. */
  se: number | null;
  /** For the mean, by Student's t. */
  interval: Interval | null;
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
  const smallerBetter = isSmallerBetter(parseMetricField(field)?.metric ?? field);
  const tests = summaries.map((summary) =>
    summary === reference ? null : testDifference(summary, reference, smallerBetter, level),
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
  const values: RunValue[] = [];
  const without = { diverged: [] as string[], failed: [] as string[], missing: [] as string[] };
  for (const run of runs) {
    const value = readOutcome(run, field);
    if (typeof value !== 'number')
      without[run.status === 'failed' ? 'failed' : 'missing'].push(run.id);
    else if (Number.isFinite(value)) values.push({ runId: run.id, seed: run.seed, value });
    else without.diverged.push(run.id);
  }
  const numbers = values.map(({ value }) => value);
  return {
    key,
    runs: runs.length,
    values,
    ...without,
    ...figuresOf(numbers, level),
    baseline: null,
  };
}

type Figures = Omit<
  GroupComparison,
  'key' | 'runs' | 'values' | 'diverged' | 'failed' | 'missing' | 'baseline'
>;

function figuresOf(values: readonly number[], level: number): Figures {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    n: values.length,
    mean: finite(mean(values)),
    sd: finite(standardDeviation(values)),
    se: finite(standardError(values)),
    interval: meanInterval(values, level),
    median: finite(median(values)),
    interquartileMean: finite(interquartileMean(values)),
    interquartileInterval: bootstrapInterval(values, interquartileMean, level),
    min: finite(Math.min(...values)),
    max: finite(Math.max(...values)),
  };
}
