import { findBaseline } from '#analysis/check-study';
import { groupKey } from '#analysis/group-runs';
import { toFieldValue } from '#analysis/run-field';
import { listAxisValues } from '#analysis/study-axes';
import { studyFields } from '#chart/figures/study-figure';
import type { AxisValue, Study } from '#spec/study';

/** What a study becomes as a comparison. */

const maxName = 200;

/**
 * The key of the group that the others are compared with, whether it has runs yet or not; null where the study has no
 * baseline, or several groups with its values.
 */
export function baselineKey(study: Pick<Study, 'axes' | 'models' | 'baseline'>): string | null {
  const baseline = findBaseline(study);
  if (!baseline) return null;
  const values: [string, ReturnType<typeof toFieldValue>][] = [];
  for (const field of studyFields(study)) {
    const value = Object.hasOwn(baseline, field) ? baseline[field] : readOnlyValue(study, field);
    if (value === undefined) return null;
    values.push([field, toFieldValue(value)]);
  }
  return groupKey(Object.fromEntries(values));
}

/** The value of an axis that has one; undefined of others. */
function readOnlyValue({ axes }: Pick<Study, 'axes'>, path: string): AxisValue | undefined {
  const axis = axes[path];
  const values = axis ? listAxisValues(axis) : null;
  return values?.length === 1 ? values[0] : undefined;
}

/** A name of its own, so that commands tell the comparison from the study. */
export function nameComparison({ name }: Pick<Study, 'name'>): string {
  return `Comparison of ${name}`.slice(0, maxName).trimEnd();
}
