import { isMeasuredByClock } from './metric-catalogue';

/** A distance that is this many times the distances beside it is a gap. */
const gapFactor = 10;

/**
 * Finds where rows are missing in a curve, as after a crash that lost the end of a file from whose checkpoint the run
 * went on. Returns the numbers of the rows that follow a gap: they lie more than ten times as many steps after the
 * row before as the rows around lie apart. Only the neighbours count, since the usual distance may change during a
 * run. What is measured by the clock, not by steps, has no gaps: a slow first step and the fast ones after it are as far
 * apart as the machine makes them.
 */
export function findGaps(metric: string, step: ArrayLike<number>): number[] {
  if (isMeasuredByClock(metric)) return [];
  const gaps: number[] = [];
  const distance = (row: number): number => (step[row] ?? 0) - (step[row - 1] ?? 0);
  for (let row = 1; row < step.length; row += 1) {
    // A gap is longer than `gapFactor` steps. Nearly all distances are shorter, so this is tested first.
    if (distance(row) <= gapFactor) continue;
    const around = Math.max(
      row > 1 ? distance(row - 1) : 0,
      row + 1 < step.length ? distance(row + 1) : 0,
    );
    if (around > 0 && distance(row) > gapFactor * around) gaps.push(row);
  }
  return gaps;
}
