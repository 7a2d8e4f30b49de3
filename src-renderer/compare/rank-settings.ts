import { listDifferingSettings, readField, type RunField } from '#analysis/run-field';
import type { Run } from '#spec/run';

/** It differs among the runs of a group, and is no question. */
const seed: RunField = 'training.seed';

/**
 * The settings in which runs differ, those first that are likely to be asked about: the axes of their studies, then
 * those with the most values.
 */
export function rankSettings(runs: readonly Run[]): RunField[] {
  const axes = new Set(runs.flatMap(({ study }) => Object.keys(study?.values ?? {})));
  const counted = listDifferingSettings(runs)
    .filter((field) => field !== seed)
    .map((field) => ({
      field,
      isAxis: axes.has(field),
      values: new Set(runs.map((run) => readField(run, field))).size,
    }));
  return counted
    .sort((a, b) => Number(b.isAxis) - Number(a.isAxis) || b.values - a.values)
    .map(({ field }) => field);
}
