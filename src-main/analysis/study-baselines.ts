import type { AxisValue, StudyContent } from '#spec/study';
import { compareGroups, type GroupComparison } from './compare-groups';
import { judgeDifference } from './compare-with-baseline';
import type { RunGroup } from './group-runs';
import type { RunField } from './run-field';
import { adjustHolm } from './statistics/holm';

type Baseline = NonNullable<StudyContent['baseline']>;

interface ComparedGroup extends RunGroup {
  by: Record<string, AxisValue>;
  /** Groups that successive halving has stopped are not compared with those that trained longer. */
  stoppedAt: number | null;
}

const level = 0.95;

/** Keys of the groups that have the values of the baseline. */
export function findBaselines(groups: readonly ComparedGroup[], baseline: Baseline): string[] {
  return groups.filter((group) => hasValues(group, baseline)).map(({ key }) => key);
}

function hasValues({ by }: ComparedGroup, baseline: Baseline): boolean {
  return Object.entries(baseline).every(
    ([path, value]) =>
      Object.hasOwn(by, path) && JSON.stringify(by[path]) === JSON.stringify(value),
  );
}

/**
 * The figures of the groups, in their order. Where one group has the values of the baseline, all others are compared with
 * it; of several, each is compared with those that share its other values. P-values are corrected for all comparisons.
 */
export function compareWithBaselines(
  groups: readonly ComparedGroup[],
  metric: RunField,
  baseline: Baseline | undefined,
  baselines: readonly string[],
): GroupComparison[] {
  const compared = new Map(
    partition(groups, baseline, baselines).flatMap((part) => {
      const key = part.find((group) => baselines.includes(group.key))?.key ?? null;
      return compareGroups(part, metric, { baseline: key, level }).map(
        (comparison) => [comparison.key, comparison] as const,
      );
    }),
  );
  return correctAll(groups.flatMap(({ key }) => compared.get(key) ?? []));
}

/** Groups that are compared with one another. A group that is compared with nothing is a part of its own. */
function partition(
  groups: readonly ComparedGroup[],
  baseline: Baseline | undefined,
  baselines: readonly string[],
): ComparedGroup[][] {
  const parts = new Map<string, ComparedGroup[]>();
  for (const group of groups) {
    const others = Object.entries(group.by).filter(
      ([path]) => !baseline || !Object.hasOwn(baseline, path),
    );
    const shared = baselines.length > 1 ? JSON.stringify(others) : '';
    const key = group.stoppedAt === null ? shared : `stopped ${group.key}`;
    parts.set(key, [...(parts.get(key) ?? []), group]);
  }
  return [...parts.values()];
}

/** The comparisons with their p-values corrected for all of them, by Holm's method. */
function correctAll(comparisons: readonly GroupComparison[]): GroupComparison[] {
  const byKey = new Map(comparisons.map((comparison) => [comparison.key, comparison]));
  const adjusted = adjustHolm(comparisons.map(({ baseline }) => baseline?.p ?? null));
  return comparisons.map((group, index) => {
    const baseline = byKey.get(group.baseline?.key ?? '');
    if (!group.baseline || !baseline) return group;
    const sides = { group, baseline };
    return {
      ...group,
      baseline: judgeDifference(group.baseline, adjusted[index] ?? null, sides, level),
    };
  });
}
