import type { Run } from '#spec/run';
import type { RunField } from './run-field';
import { readOutcome } from './run-outcome';
import { meanInterval, type Interval } from './statistics/interval';
import { mean } from './statistics/summary';

/** The value of one run. */
export interface RunValue {
  runId: string;
  /** Null where it is not known, of an imported run. */
  seed: number | null;
  value: number;
}

/** The mean of a field over the runs of a group. Each of the runs is one of `values`, `diverged`, `failed` and `missing`. */
export interface GroupMean {
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
  /** Null where no run has a value. */
  mean: number | null;
  /** For the mean, by Student's t; null for fewer than two values. */
  interval: Interval | null;
}

/** The mean alone, without the tests and resampling of `compareGroups`. */
export function meanOfRuns(runs: readonly Run[], field: RunField, level = 0.95): GroupMean {
  const sorted = sortByOutcome(runs, field);
  const values = sorted.values.map(({ value }) => value);
  return {
    runs: runs.length,
    ...sorted,
    n: values.length,
    mean: values.length === 0 ? null : mean(values),
    interval: meanInterval(values, level),
  };
}

function sortByOutcome(
  runs: readonly Run[],
  field: RunField,
): Pick<GroupMean, 'values' | 'diverged' | 'failed' | 'missing'> {
  const values: RunValue[] = [];
  const without = { diverged: [] as string[], failed: [] as string[], missing: [] as string[] };
  for (const run of runs) {
    const value = readOutcome(run, field);
    if (typeof value !== 'number')
      without[run.status === 'failed' ? 'failed' : 'missing'].push(run.id);
    else if (Number.isFinite(value)) values.push({ runId: run.id, seed: run.seed, value });
    else without.diverged.push(run.id);
  }
  return { values, ...without };
}
