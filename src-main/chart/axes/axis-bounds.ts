import type { AxisRange } from './axis-range';
import { tickDistance } from './axis-ticks';
import type { ChartLine } from '../lines/chart-line';
import { isAscending, lastOf, type Column } from '../lines/columns';
import type { Extent } from './y-values';

/** The ends of an axis. */
export interface Bounds {
  min: number;
  max: number;
}

/** The ends of a logarithmic axis: a little space above and below the values. */
export function logBounds({ low, high }: Extent): Bounds {
  return widenLog(low, high, low === high ? Math.log10(1.5) : 0.04 * decadesOf(low, high));
}

export const decadesOf = (low: number, high: number): number => Math.log10(high) - Math.log10(low);

/** Both ends of a logarithmic axis further out by so many decades, as far as there are numbers. */
export function widenLog(low: number, high: number, decades: number): Bounds {
  const factor = 10 ** decades;
  return {
    min: Math.max(low / factor, Number.MIN_VALUE),
    max: Math.min(high * factor, Number.MAX_VALUE),
  };
}

/** Values that differ by less than this part of their size are equal: ticks between them would have equal labels. */
const smallestPart = 1e-10;

/** The ends of a linear axis: ticks around the values. Equal values stand above a zero line, or hang below it. */
export function linearBounds({ low, high }: Extent): Bounds {
  const areEqual = high - low <= smallestPart * Math.max(Math.abs(low), Math.abs(high));
  if (areEqual && high === 0) return { min: 0, max: 1 };
  const from = areEqual ? Math.min(0, low) : low;
  const to = areEqual ? Math.max(0, high) : high;
  const distance = tickDistance(from, to);
  const round = (count: number): number => Number((count * distance).toPrecision(12));
  return {
    min: round(Math.floor(from / distance + 1e-9)),
    max: round(Math.ceil(to / distance - 1e-9)),
  };
}

export interface XAxisRequest {
  range: AxisRange | null;
  logX: boolean;
  /** Steps, seconds and examples are counted from zero; values of a metric are not. */
  startsAtZero: boolean;
}

/**
 * The ends of the x axis: the selected range, or all points, also those that have no place on the y axis. A logarithmic
 * one begins at the first x above zero.
 */
export function chooseXBounds(lines: readonly ChartLine[], request: XAxisRequest): Bounds {
  const { range, logX, startsAtZero } = request;
  const full = findXExtent(lines, logX);
  const low = startsAtZero && !logX ? Math.min(0, full.low) : full.low;
  const min = range && (!logX || range.from > 0) ? range.from : low;
  const max = range?.to ?? full.high;
  if (max > min) return { min, max };
  return logX ? { min: min / 2, max: min * 2 } : { min, max: min + 1 };
}

function findXExtent(lines: readonly ChartLine[], logX: boolean): Extent {
  const extent = { low: Infinity, high: -Infinity };
  const include = (value: number): void => {
    if (!Number.isFinite(value) || (logX && value <= 0)) return;
    if (value < extent.low) extent.low = value;
    if (value > extent.high) extent.high = value;
  };
  const includeColumn = (x: Column): void => {
    if (x.length === 0) return;
    if (!isAscending(x) || logX)
      for (let index = 0; index < x.length; index++) include(x[index] ?? NaN);
    else [x[0], lastOf(x)].forEach((value) => include(value ?? NaN));
  };
  for (const { x, rawTrace, runs = [], endMark } of lines) {
    includeColumn(x);
    if (rawTrace) includeColumn(rawTrace.x);
    for (const run of runs) includeColumn(run.x);
    if (endMark) include(endMark.x);
  }
  return extent.low > extent.high ? { low: logX ? 1 : 0, high: logX ? 10 : 1 } : extent;
}
