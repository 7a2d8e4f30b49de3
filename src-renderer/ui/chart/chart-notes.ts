import { countValues, type ValueCounts } from '#spec/metric-value';
import { formatNumber } from '../../stores/format';
import type { AxisRange } from '../../stores/x-axis';
import { isInRange, type ChartLine } from './chart-line';
import type { YScale } from './y-scale';

interface NotesRequest {
  scale: YScale;
  range: AxisRange | null;
  xLabel: string;
  formatX: (value: number) => string;
}

/** Says in words what a chart does not show, and what it shows otherwise than it was measured. */
export function describeChart(lines: readonly ChartLine[], request: NotesRequest): string[] {
  const { scale, range } = request;
  const notes = [
    scale.note,
    scale.isLog ? describeBelow(lines, range) : null,
    describeNotFinite(lines, range),
    describeOutside(lines, range),
    describeGaps(lines, request),
    lines.some(({ rawTrace }) => rawTrace) ? 'Smoothed. The faint lines are measured.' : null,
  ];
  return notes.filter((note) => note !== null);
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
function describeOutside(lines: readonly ChartLine[], range: AxisRange | null): string | null {
  const hasPoints = lines.some(({ x }) => x.length > 0);
  const isVisible = lines.some(({ x }) => x.some((at) => isInRange(at, range)));
  return hasPoints && !isVisible
    ? 'Nothing was measured in this range: the lines join the points beside it.'
    : null;
}

function describeGaps(lines: readonly ChartLine[], request: NotesRequest): string | null {
  const gaps = lines.flatMap(({ x, breaks = [] }) =>
    breaks.flatMap((index) => {
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
  const measured = lines.filter(({ isGuide = false }) => !isGuide);
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
  const subject = `${formatNumber(count)} of ${formatNumber(sum('total'))} points${where}`;
  return { count, counts, subject };
}

/** Counts the visible points, of a decimated curve all that it stands for. */
function countLine(
  { counts, rawTrace, ...line }: ChartLine,
  range: AxisRange | null,
): ValueCounts & { total: number } {
  const { x, y } = rawTrace ?? line;
  if (counts && counts.total > x.length) return counts;
  const visible = y.filter((_, index) => isInRange(x[index] ?? 0, range));
  return { ...countValues(visible), total: visible.length };
}
