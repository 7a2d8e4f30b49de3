import { countNoun } from '#spec/count-noun';
import { countValue, type ValueCounts } from '#spec/metric-value';
import { formatNumber } from '#analysis/format-value';
import type { AxisRange } from '../axes/axis-range';
import type { Bounds } from '../axes/axis-bounds';
import { measuredLines, type ChartLine } from './chart-line';
import { countInRange, findSpan, isInRange } from './columns';
import type { YScale } from '../axes/y-scale';

interface NotesRequest {
  scale: YScale;
  range: AxisRange | null;
  xLabel: string;
  formatX: (value: number) => string;
  /** The ends of a logarithmic x axis; null: it is linear. */
  logX?: Bounds | null;
}

/** Says in words what a chart does not show, and what it shows otherwise than it was measured. */
export function describeChart(lines: readonly ChartLine[], request: NotesRequest): string[] {
  const { scale, range } = request;
  const notes = [
    scale.note,
    describeLogX(lines, request),
    scale.isLog ? describeBelow(lines, range) : null,
    describeNotFinite(lines, range),
    describeEmptyRange(lines, range),
    describeGaps(lines, request),
    lines.some(({ rawTrace }) => rawTrace) ? 'Smoothed. The faint lines are measured.' : null,
  ];
  return notes.filter((note) => note !== null);
}

/** Says what is drawn beyond the ends of the y axis: `2 of 12 lines leave the axis above 3.1.` */
export function describeOutside(
  { outside, bounds }: YScale,
  lines: readonly ChartLine[],
  formatY: (value: number) => string,
): string | null {
  if (!outside || !bounds) return null;
  const where = [
    outside.isAbove ? `above ${formatY(bounds.max)}` : '',
    outside.isBelow ? `below ${formatY(bounds.min)}` : '',
  ];
  const beyond = where.filter((text) => text !== '').join(' and ');
  const { coverage, points } = outside;
  if (coverage === null) {
    // A decimated curve keeps the extremes of each of its parts, not every point beyond the axis.
    const atLeast = lines.some(({ x, counts }) => (counts?.total ?? 0) > x.length);
    const count = `${atLeast ? 'At least ' : ''}${formatNumber(points)}`;
    return `${count} ${points === 1 ? 'point' : 'points'} outside, ${beyond}.`;
  }
  const { diverged, leavesStart } = coverage;
  if (diverged === 0) return `The first values are ${beyond}, outside the axis.`;
  const total = measuredLines(lines).length;
  const subject = `${diverged} of ${total} lines ${diverged === 1 ? 'leaves' : 'leave'}`;
  return `${subject} the axis ${beyond}${leavesStart ? ', and so do the first values' : ''}.`;
}

function describeLogX(
  lines: readonly ChartLine[],
  { logX, xLabel, formatX, range }: NotesRequest,
): string | null {
  if (!logX) return null;
  const isHidden = ({ x }: ChartLine): boolean => {
    for (let index = 0; index < x.length; index++) if ((x[index] ?? NaN) <= 0) return true;
    return false;
  };
  if ((range !== null && range.from > 0) || !lines.some(isHidden)) return null;
  return `The log axis begins at ${xLabel} ${formatX(logX.min)}: it cannot show points at zero.`;
}

function describeBelow(lines: readonly ChartLine[], range: AxisRange | null): string | null {
  const found = countPoints(lines, range, ({ zero, negative }) => zero + negative);
  if (found === null) return null;
  const { count, counts, subject } = found;
  const kinds = [counts.zero > 0 ? 'zero' : '', counts.negative > 0 ? 'negative' : ''];
  const what = kinds.filter((kind) => kind !== '').join(' or ');
  return count === 1
    ? `${subject} is ${what}, which a log axis cannot show: a tick at its lower edge marks it.`
    : `${subject} are ${what}, which a log axis cannot show: ticks at its lower edge mark them.`;
}

function describeNotFinite(lines: readonly ChartLine[], range: AxisRange | null): string | null {
  const found = countPoints(lines, range, ({ notFinite }) => notFinite);
  if (found === null) return null;
  return found.count === 1
    ? `${found.subject} is not finite (NaN or ∞): a cross at the lower edge marks it.`
    : `${found.subject} are not finite (NaN or ∞): crosses at the lower edge mark them.`;
}

/** Of a range between two points, a chart shows only the line that joins them. */
function describeEmptyRange(lines: readonly ChartLine[], range: AxisRange | null): string | null {
  const hasPoints = lines.some(({ x }) => x.length > 0);
  const isVisible = lines.some(({ x }) => countInRange(x, range) > 0);
  return hasPoints && !isVisible
    ? 'Nothing was measured in this range: the lines join the points beside it.'
    : null;
}

function describeGaps(lines: readonly ChartLine[], request: NotesRequest): string | null {
  const gaps = lines.flatMap(({ x, breaks = [] }) =>
    Array.from(breaks).flatMap((index) => {
      const [from = 0, to = 0] = [x[index - 1], x[index]];
      return isInRange(from, request.range) || isInRange(to, request.range) ? [{ from, to }] : [];
    }),
  );
  const [first] = gaps;
  if (!first) return null;
  const { xLabel, formatX } = request;
  return gaps.length === 1
    ? `No points between ${xLabel} ${formatX(first.from)} and ${formatX(first.to)}: the line breaks there.`
    : `Points are missing in ${gaps.length} places: the lines break there.`;
}

interface FoundPoints {
  count: number;
  counts: ValueCounts;
  /** `3 of 40 points`, `3 of 40 points of 'train'`, `7 of 80 points in 2 lines`. */
  subject: string;
}

/** Counts points of the lines that have some; null where none has. */
function countPoints(
  lines: readonly ChartLine[],
  range: AxisRange | null,
  select: (counts: ValueCounts) => number,
): FoundPoints | null {
  const measured = measuredLines(lines);
  const affected = measured
    .map((line) => ({ label: line.label, counts: countLine(line, range) }))
    .filter(({ counts }) => select(counts) > 0);
  const [first] = affected;
  if (!first) return null;
  const sum = (key: keyof typeof first.counts): number =>
    affected.reduce((total, { counts }) => total + counts[key], 0);
  const counts = { zero: sum('zero'), negative: sum('negative'), notFinite: sum('notFinite') };
  const count = select(counts);
  const where =
    measured.length === 1
      ? ''
      : affected.length === 1
        ? ` of '${first.label}'`
        : ` in ${affected.length} lines`;
  const subject = `${formatNumber(count)} of ${countNoun(sum('total'), 'point')}${where}`;
  return { count, counts, subject };
}

/** Counts the visible points, of a decimated curve all that it stands for. */
function countLine(
  { counts, rawTrace, ...line }: ChartLine,
  range: AxisRange | null,
): ValueCounts & { total: number } {
  const { x, y } = rawTrace ?? line;
  if (counts && (range === null || counts.total > x.length)) return counts;
  const visible = { zero: 0, negative: 0, notFinite: 0, total: 0 };
  const { first, end } = findSpan(x, range);
  for (let index = first; index < end; index++) {
    if (!isInRange(x[index] ?? NaN, range)) continue;
    countValue(visible, y[index] ?? NaN);
    visible.total += 1;
  }
  return visible;
}
