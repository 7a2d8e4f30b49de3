import type { AxisRange } from './axis-range';
import { linearBounds, logBounds, type Bounds } from './axis-bounds';
import { isDrawable, measuredLines, type ChartLine } from '../lines/chart-line';
import { findSpan, isInRange } from '../lines/columns';
import { chooseCoverage, type Coverage } from './y-coverage';
import {
  collectValues,
  findLineValues,
  findPercentiles,
  joinExtents,
  type Extent,
} from './y-values';

/** Limits of the y axis that the user has chosen; null: chosen by the program. */
export interface YLimits {
  min: number | null;
  max: number | null;
}

/** What is drawn, but not on the axis. */
export interface Outside {
  /** What the program has left out; null where the user has: by limits, or because outliers are ignored. */
  coverage: Coverage | null;
  points: number;
  lines: number;
  isAbove: boolean;
  isBelow: boolean;
}

export interface YScale {
  isLog: boolean;
  /** The ends of the axis; null where there is no value to draw. */
  bounds: Bounds | null;
  /** Why the axis is not the one that was asked for: linear, or without the limits. */
  note: string | null;
  /** Null where the axis covers everything. */
  outside: Outside | null;
  /** Whether the axis would cover less, had the user not asked for everything. */
  canFit: boolean;
}

export interface YScaleRequest {
  /** The user asks for a logarithmic axis. */
  logY: boolean;
  /** The x axis is logarithmic. */
  logX?: boolean;
  /** Why a logarithmic axis makes no sense for what is measured: `a cosine can be negative`. */
  linearReason?: string | null;
  /** The largest value that there can be: an axis above it would have ticks that mean nothing. */
  most?: number | undefined;
  /** The visible part of the x axis; null: all of it. */
  range: AxisRange | null;
  limits?: YLimits | null;
  /** The axis spans the 1st to the 99th percentile of what is drawn. */
  ignoresOutliers?: boolean;
  /** The axis covers every value. */
  showsAll?: boolean;
}

/** Chooses the axis for what is visible. A logarithmic one is refused only for a reason, which the chart shows. */
export function chooseYScale(lines: readonly ChartLine[], request: YScaleRequest): YScale {
  const { logY, linearReason = null } = request;
  if (!logY) return scaleOf(lines, request, false, null);
  if (linearReason !== null) return scaleOf(lines, request, false, `Linear axis: ${linearReason}.`);
  const log = scaleOf(lines, request, true, null);
  if (log.bounds !== null) return log;
  return scaleOf(lines, request, false, 'Linear axis: no point here is above zero.');
}

function scaleOf(
  lines: readonly ChartLine[],
  request: YScaleRequest,
  isLog: boolean,
  note: string | null,
): YScale {
  const { range, logX = false, limits = null, ignoresOutliers = false, showsAll = false } = request;
  const { most = Infinity } = request;
  const values = lines.flatMap((line) => findLineValues(line, range, isLog) ?? []);
  const all = joinExtents(values.map(({ extent }) => extent));
  const coverage = chooseCoverage(values, { isLog, keepsStart: range !== null || logX });
  if (all === null || coverage === null)
    return { isLog, bounds: null, note: null, outside: null, canFit: false };
  const trims = ignoresOutliers && !showsAll;
  const chosen: Extent = showsAll ? all : coverage.extent;
  const extent = trims ? findPercentiles(collectValues(lines, range, isLog), 0.01, 0.99) : chosen;
  const around = isLog ? logBounds(extent) : linearBounds(extent);
  const automatic = extent.high <= most ? { ...around, max: Math.min(around.max, most) } : around;
  const limited = limits ? applyLimits(automatic, limits) : automatic;
  const refusal = limits && explainRefusal(limits, limited, isLog);
  const bounds = refusal === null ? limited : automatic;
  const isByUser = trims || bounds !== automatic;
  const isCovered = all.low >= bounds.min && all.high <= bounds.max;
  return {
    isLog,
    bounds,
    note: [note, refusal].filter((text) => text !== null).join(' ') || null,
    outside: isCovered
      ? null
      : findOutside(lines, range, bounds, isLog, isByUser ? null : coverage),
    canFit: ignoresOutliers || coverage.diverged > 0 || coverage.leavesStart,
  };
}

function applyLimits(automatic: Bounds, { min, max }: YLimits): Bounds {
  return { min: min ?? automatic.min, max: max ?? automatic.max };
}

/** Why limits are not applied; null where they are. */
function explainRefusal({ min, max }: YLimits, limited: Bounds, isLog: boolean): string | null {
  if (min !== null && max !== null && min >= max)
    return 'The limits of the y axis are not applied: the lowest value is not below the highest.';
  if (!isDrawable(limited.min, isLog) || !isDrawable(limited.max, isLog))
    return 'The limits of the y axis are not applied: a log axis has only values above zero.';
  return limited.min < limited.max
    ? null
    : `The limit of the y axis is not applied: all values are ${min === null ? 'above' : 'below'} it.`;
}

/** Counts the points of the lines beyond the ends of the axis; null where only traces and bands are beyond them. */
function findOutside(
  lines: readonly ChartLine[],
  range: AxisRange | null,
  { min, max }: Bounds,
  isLog: boolean,
  coverage: Coverage | null,
): Outside | null {
  const outside: Outside = { coverage, points: 0, lines: 0, isAbove: false, isBelow: false };
  for (const { x, y } of measuredLines(lines)) {
    const { first, end } = findSpan(x, range);
    const before = outside.points;
    for (let index = first; index < end; index++) {
      const value = y[index] ?? NaN;
      if (!isDrawable(value, isLog) || (value >= min && value <= max)) continue;
      if (!isInRange(x[index] ?? NaN, range)) continue;
      outside.points += 1;
      if (value > max) outside.isAbove = true;
      else outside.isBelow = true;
    }
    if (outside.points > before) outside.lines += 1;
  }
  return outside.points === 0 ? null : outside;
}
