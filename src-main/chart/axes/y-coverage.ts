import { joinExtents, type Extent, type LineValues } from './y-values';

/** What a y axis covers, and what it leaves out. */
export interface Coverage {
  extent: Extent;
  /** The number of lines that have diverged from the others and are left out. */
  diverged: number;
  /** Whether the start of the curves is left out. */
  leavesStart: boolean;
}

/** A line leaves the axis where it is farther than this many spreads from what is usual among all lines. */
const divergedSpreads = 20;
/** The least spread, as a part of the values or in decades: lines that hardly change make no others diverge. */
const minSpread = 0.1;
/** A line with less than this part of the points of the longest one does not tell what is usual. */
const minPoints = 0.1;
/** The start of the curves is left outside where what follows would fill less than this part of the axis. */
const minFilled = 0.2;
/** The part of the axis that is added where lines come in from outside, so that they are seen to come. */
const margin = 0.25;

/**
 * Chooses what the y axis covers where the user has not.
 *
 * 1. A diverged line leaves the axis. What is usual are the medians, over the lines, of the 10th and 90th percentiles
 *    of each line, so that up to half of the lines can be anywhere; lines with few points, as two evaluations beside
 *    300 steps, are not asked. The spread is the distance between both, and at least a tenth of the values, so that
 *    noise beside flat lines stays. A line that has a value more than 20 spreads above or below, after its start, is
 *    left out, if fewer than half of the lines are.
 * 2. Of the others, the start leaves a linear axis: the first point and the first tenth of the way, as where an error
 *    falls from 90 % to 2 %. That is so where the values after it would fill less than a fifth of the axis. A
 *    logarithmic axis shows both. The start is kept where the user looks at it: where a range of x was selected, and
 *    on a logarithmic x axis.
 *
 * On a logarithmic axis, distances are those of logarithms.
 */
export function chooseCoverage(
  lines: readonly LineValues[],
  { isLog, keepsStart }: { isLog: boolean; keepsStart: boolean },
): Coverage | null {
  const all = joinExtents(lines.map(({ extent }) => extent));
  if (all === null) return null;
  const usual = withoutDiverged(lines, isLog);
  const covered = joinExtents(usual.map(({ extent }) => extent)) ?? all;
  const settled = isLog || keepsStart ? null : findSettled(usual, covered);
  return {
    extent: settled ?? covered,
    diverged: lines.length - usual.length,
    leavesStart: settled !== null,
  };
}

function withoutDiverged(lines: readonly LineValues[], isLog: boolean): readonly LineValues[] {
  const position = (value: number): number => (isLog ? Math.log10(value) : value);
  const longest = Math.max(...lines.map(({ points }) => points));
  const asked = lines.filter(({ points }) => points >= minPoints * longest);
  const low = median(asked.map(({ typical }) => position(typical.low)));
  const high = median(asked.map(({ typical }) => position(typical.high)));
  const leastSpread = isLog ? minSpread : minSpread * Math.max(Math.abs(low), Math.abs(high));
  const spread = Math.max(high - low, leastSpread, Number.MIN_VALUE);
  const reach = divergedSpreads * spread;
  const usual = lines.filter(({ extent, settled }) => {
    // The start is no divergence: every curve may begin far away from where it is later.
    const values = settled ?? extent;
    return position(values.high) <= high + reach && position(values.low) >= low - reach;
  });
  return usual.length * 2 > lines.length ? usual : lines;
}

function findSettled(lines: readonly LineValues[], covered: Extent): Extent | null {
  const settled = lines.flatMap((line) => (line.settled ? [line.settled] : []));
  const extent = joinExtents(settled);
  if (extent === null || settled.length < lines.length) return null;
  const height = extent.high - extent.low;
  if (height === 0 || height >= minFilled * (covered.high - covered.low)) return null;
  return {
    low: Math.max(covered.low, extent.low - margin * height),
    high: Math.min(covered.high, extent.high + margin * height),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}
