import { methodPath, type AxisValue, type StudyContent } from '#spec/study';
import type { Method } from '#spec/training';
import { compareGroups, type BaselineComparison, type GroupComparison } from './compare-groups';
import { judgeDifference, testDifference, type DifferenceTests } from './compare-with-baseline';
import { directionOf } from './field-direction';
import type { RunGroup } from './group-runs';
import type { RunField } from './run-field';
import { adjustHolm } from './statistics/holm';

type Baseline = NonNullable<StudyContent['baseline']>;

interface ComparedGroup extends RunGroup {
  by: Record<string, AxisValue>;
  /** Groups that successive halving has stopped are not compared with those that trained longer. */
  stoppedAt: number | null;
}

/** A group against another one than the baseline. */
export interface FurtherComparison {
  /** Key of the group. */
  key: string;
  /** Against the group that is not the baseline. */
  baseline: BaselineComparison;
}

export interface ComparedGroups {
  /** The figures of the groups, in their order. */
  comparisons: GroupComparison[];
  further: FurtherComparison[];
}

/** Keys of two groups of which the first is compared with the second. */
export type GroupPair = readonly [key: string, against: string];

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
 * What a study of methods asks besides its baseline: where that is backprop, whether DNI is better than no gradient at
 * all. Truncated backpropagation that cannot be beaten leaves that open.
 */
export function findFurtherPairs(
  { halving }: Pick<StudyContent, 'halving'>,
  groups: readonly ComparedGroup[],
  baselines: readonly string[],
): GroupPair[] {
  const isOfMethods = groups.every(({ by }) => Object.keys(by).join() === methodPath);
  if (halving || !isOfMethods) return [];
  const keyOf = (method: Method): string | undefined =>
    groups.find(({ by }) => by[methodPath] === method)?.key;
  const [dni, none, backprop] = [keyOf('dni'), keyOf('none'), keyOf('backprop')];
  const isBaseline = backprop !== undefined && baselines.join() === backprop;
  return isBaseline && dni !== undefined && none !== undefined ? [[dni, none]] : [];
}

/**
 * The figures of the groups, in their order. Where one group has the values of the baseline, all others are compared with
 * it; of several, each is compared with those that share its other values. P-values are corrected for all comparisons,
 * those of the further pairs as well.
 */
export function compareWithBaselines(
  groups: readonly ComparedGroup[],
  metric: RunField,
  baseline: Baseline | undefined,
  { baselines, pairs }: { baselines: readonly string[]; pairs: readonly GroupPair[] },
): ComparedGroups {
  const compared = new Map(
    partition(groups, baseline, baselines).flatMap((part) => {
      const key = part.find((group) => baselines.includes(group.key))?.key ?? null;
      return compareGroups(part, metric, { baseline: key, level }).map(
        (comparison) => [comparison.key, comparison] as const,
      );
    }),
  );
  const further = pairs.flatMap(([key, against]) => {
    const [group, other] = [compared.get(key), compared.get(against)];
    const test = group && other && testDifference(group, other, directionOf(metric), level);
    return test ? [{ key, test }] : [];
  });
  return correctAll(
    groups.flatMap(({ key }) => compared.get(key) ?? []),
    further,
  );
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
function correctAll(
  comparisons: readonly GroupComparison[],
  further: readonly { key: string; test: DifferenceTests }[],
): ComparedGroups {
  const byKey = new Map(comparisons.map((comparison) => [comparison.key, comparison]));
  const adjusted = adjustHolm([
    ...comparisons.map(({ baseline }) => baseline?.p ?? null),
    ...further.map(({ test }) => test.p),
  ]);
  const judge = (key: string, test: DifferenceTests, index: number): BaselineComparison | null => {
    const [group, baseline] = [byKey.get(key), byKey.get(test.key)];
    if (!group || !baseline) return null;
    return judgeDifference(test, adjusted[index] ?? null, { group, baseline }, level);
  };
  return {
    comparisons: comparisons.map((group, index) => ({
      ...group,
      baseline: group.baseline && judge(group.key, group.baseline, index),
    })),
    further: further.flatMap(({ key, test }, index) => {
      const baseline = judge(key, test, comparisons.length + index);
      return baseline ? [{ key, baseline }] : [];
    }),
  };
}
