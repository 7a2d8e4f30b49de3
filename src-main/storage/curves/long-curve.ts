import type { Curve } from '#spec/curves';
import type { MetricRows } from '../metric-files';
import { countPoints } from './count-values';
import { gapsOf } from './column-facts';
import { blockRows, type Extremes } from './extremes';
import { emptyCurve, type CurveView } from './run-curve';
import { rowsInRange, thinCurve } from './thin-curve';
import type { CurveRun, XAxisOfRun } from './x-axis';

/** Blocks of rows in the range for each point that is drawn, at least: the extremes of fewer would be visible as such. */
const blocksOfPoint = 2;

/** Rows of a metric file, all of which it has. */
type ReadRows = (start: number, end: number) => Promise<MetricRows>;

/**
 * The curve of a single run as `drawRunCurve` draws it, from the extremes of its rows and the rows at the ends of the
 * range; null where it has to be drawn from all rows.
 */
export async function drawLongCurve(
  key: string,
  view: CurveView,
  run: CurveRun,
): Promise<Curve | null> {
  // The average depends on every row, and on an axis of a metric rows do not lie in order.
  if (view.smoothing > 0 || view.x === 'metric') return null;
  const long = await run.columns.readLong(view.metric);
  if (!long) return null;
  const axis = await run.axis();
  if (typeof axis === 'string') return null;
  const drawn = await selectRows(view, axis, long.extremes, long.readRows);
  if (!drawn) return null;
  const { points } = thinCurve({ x: drawn.x, y: drawn.rows.value, gaps: drawn.gaps }, view);
  return {
    ...emptyCurve(key, view.metric),
    ...points,
    ...drawn.counts,
    notes: axis.note === null ? [] : [axis.note],
  };
}

interface SelectedRows {
  rows: MetricRows;
  x: Float64Array;
  gaps: readonly number[];
  counts: Extremes['counts'];
}

async function selectRows(
  view: CurveView,
  { place }: XAxisOfRun,
  { numbers, rows, gaps, counts }: Extremes,
  readRows: ReadRows,
): Promise<SelectedRows | null> {
  const firstSeconds = rows.seconds[0] ?? 0;
  const x = place(rows, firstSeconds);
  const all = counts.total;
  if (!view.range) {
    if (all < view.points * blocksOfPoint * blockRows) return null;
    return { rows, x, gaps: placesOf(gaps, numbers), counts };
  }
  const [start, end] = rowsInRange(x, view.range);
  // All rows between these lie in the range; those before and after, up to the next of the extremes, may.
  const before = numbers[start - 1] ?? 0;
  const after = Math.min(all, (numbers[end] ?? all - 1) + 1);
  if (after - before < view.points * blocksOfPoint * blockRows) {
    const read = await readRows(before, after);
    const readX = place(read, firstSeconds);
    const ownGaps = gapsOf(view.metric, read.step);
    return {
      rows: read,
      x: readX,
      gaps: ownGaps,
      counts: countPoints(readX, read.value, view.range),
    };
  }
  // How many of the rows in a part of the curve are not finite or not above zero is not known.
  if (counts.zero + counts.negative + counts.notFinite > 0) return null;
  const wholeFrom = nextBlock(numbers[start] ?? all);
  const wholeTo = blockOf(numbers[end - 1] ?? 0);
  const [left, right] = [await readRows(before, wholeFrom), await readRows(wholeTo, after)];
  const [first, last] = rowsInRange(numbers, { from: wholeFrom, to: wholeTo - 1 });
  const joined = joinRows(left, sliceRows(rows, first, last), right);
  const joinedNumbers = joinColumns(
    countFrom(before, wholeFrom),
    numbers.subarray(first, last),
    countFrom(wholeTo, after),
  );
  const joinedX = place(joined, firstSeconds);
  const [inside, outside] = rowsInRange(joinedX, view.range);
  const total = (joinedNumbers[outside - 1] ?? 0) - (joinedNumbers[inside] ?? 0) + 1;
  return {
    rows: joined,
    x: joinedX,
    gaps: placesOf(gaps, joinedNumbers),
    counts: { ...counts, total },
  };
}

const blockOf = (row: number): number => Math.floor(row / blockRows) * blockRows;
const nextBlock = (row: number): number => blockOf(row) + blockRows;

const countFrom = (start: number, end: number): Float64Array =>
  Float64Array.from({ length: end - start }, (_, index) => start + index);

/** Among the rows with these numbers, the first at or after each gap. */
function placesOf(gaps: Float64Array, numbers: Float64Array): number[] {
  return Array.from(gaps, (gap) => rowsInRange(numbers, { from: gap, to: Infinity })[0]);
}

function sliceRows({ step, seconds, value }: MetricRows, start: number, end: number): MetricRows {
  return {
    step: step.subarray(start, end),
    seconds: seconds.subarray(start, end),
    value: value.subarray(start, end),
  };
}

function joinRows(...parts: readonly MetricRows[]): MetricRows {
  return {
    step: joinColumns(...parts.map(({ step }) => step)),
    seconds: joinColumns(...parts.map(({ seconds }) => seconds)),
    value: joinColumns(...parts.map(({ value }) => value)),
  };
}

function joinColumns(...parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
