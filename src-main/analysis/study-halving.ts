import { isSmallerBetter } from '#spec/metric-catalogue';

/** One combination of a study at a rung of successive halving. */
export interface RungScore {
  combination: string;
  /** The best value of each seed up to the rung; NaN where it has diverged, null where it has no value. */
  values: readonly (number | null)[];
}

export interface RungJudgement {
  /** The combinations, the best first. */
  ranking: { combination: string; mean: number }[];
  /** How many of them go on. */
  kept: number;
}

/**
 * Ranks combinations by the mean over their seeds. A combination with a seed that has diverged, or without a value, is
 * worse than all others; equal ones stay in their order.
 */
export function judgeRung(
  scores: readonly RungScore[],
  metric: string,
  keep: number,
): RungJudgement {
  const sign = isSmallerBetter(metric) ? 1 : -1;
  const costOf = (mean: number): number => (Number.isFinite(mean) ? sign * mean : Infinity);
  const ranking = scores
    .map(({ combination, values }) => ({ combination, mean: meanOf(values) }))
    .sort((a, b) => compare(costOf(a.mean), costOf(b.mean)));
  // Half of three is two: never more than the part that is to be stopped.
  return { ranking, kept: Math.max(1, Math.ceil(scores.length * keep - 1e-9)) };
}

function meanOf(values: readonly (number | null)[]): number {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return Number.NaN;
  return measured.reduce((sum, value) => sum + value, 0) / measured.length;
}

/** Two infinite costs are equal. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The number of combinations that train to each rung at most, the first rung first. */
export function countByRung(combinations: number, rungs: number, keep: number): number[] {
  const counts = [combinations];
  while (counts.length < rungs)
    counts.push(Math.max(1, Math.ceil((counts.at(-1) ?? 1) * keep - 1e-9)));
  return counts;
}
