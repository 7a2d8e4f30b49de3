import { aggregateColumns } from '#analysis/curve-aggregate';
import type { Curve, Points } from '#spec/curves';
import { alignRuns, type Alignment } from './align-runs';
import { gapsOf } from './column-facts';
import { countPoints } from './count-values';
import { describeGroup, type LeftOut } from './group-notes';
import { narrowValues } from './narrow-column';
import { emptyCurve, type CurveView, type MeasuredCurve } from './run-curve';
import { pick, thinCurve, type FullCurve } from './thin-curve';

const gridNote =
  'The runs are measured at different places of the x axis, so their values are interpolated between these.';

/** The curve of a group of runs as it is drawn: its centre and band at full resolution, and only then decimated. */
export function drawGroupCurve(
  key: string,
  view: CurveView,
  runs: readonly MeasuredCurve[],
  leftOut: LeftOut,
): Curve {
  const empty = emptyCurve(key, view.metric);
  const notes = describeGroup(view, runs, leftOut);
  if (runs.length === 0) return { ...empty, notes };
  const isByStep = alignsBySteps(view, runs);
  const alignment = alignRuns(
    runs.map(({ rows, x, gaps }) => ({ places: isByStep ? rows.step : x, gaps })),
  );
  const x = commonPlaces(view, runs, alignment, isByStep);
  const gaps = alignment.isGrid || !isByStep ? [] : gapsOf(view.metric, alignment.places);
  const columns = runs.map(({ y }, run) => alignment.align(run, y));
  const { center, band, n } = aggregate(columns, view);
  const { points, rows } = thinCurve({ x, y: center, band, gaps }, view);
  const drawn = view.band === 'interval' ? intervalAt(rows, columns, view) : null;
  const { lower, upper } = drawn ?? {
    lower: band ? pick(band.lower, rows) : null,
    upper: band ? pick(band.upper, rows) : null,
  };
  return {
    ...empty,
    ...points,
    lower: lower && narrowValues(lower),
    upper: upper && narrowValues(upper),
    n: Uint16Array.from(rows, (row) => n[row] ?? 0),
    raw: view.withRaw && view.smoothing > 0 ? drawRaw(view, runs, { x, gaps, alignment }) : null,
    runs: view.withRuns
      ? runs.map((run) => ({ runId: run.run.id, ...thinCurve(run, view).points }))
      : [],
    ...countPoints(x, center, view.range),
    notes: alignment.isGrid ? [...notes, gridNote] : notes,
  };
}

/**
 * The centre and a band at full resolution, by which the points to draw are selected. Instead of a bootstrap interval,
 * which takes a hundred times as long, it is the standard error, which is wide in the same places.
 */
function aggregate(
  columns: readonly Float64Array[],
  { center, band }: CurveView,
): { center: Float64Array; band: FullCurve['band']; n: Uint16Array } {
  const all = aggregateColumns(columns, { center, band: band === 'interval' ? 'se' : band });
  const { lower, upper } = all;
  return { center: all.center, band: lower && upper && { lower, upper }, n: all.n };
}

/** The bootstrap interval at the points that are drawn. */
function intervalAt(
  rows: readonly number[],
  columns: readonly Float64Array[],
  { center }: CurveView,
): { lower: Float64Array | null; upper: Float64Array | null } {
  return aggregateColumns(
    columns.map((column) => pick(column, rows)),
    { center, band: 'interval' },
  );
}

/**
 * Whether equal steps mean equal places on the axis, so that runs are aligned by step. On an axis of a metric both
 * coordinates are aggregated at each step.
 */
function alignsBySteps({ x }: CurveView, runs: readonly MeasuredCurve[]): boolean {
  const perStep = runs[0]?.axis.perStep ?? null;
  return x === 'metric' || (perStep !== null && runs.every(({ axis }) => axis.perStep === perStep));
}

function commonPlaces(
  view: CurveView,
  runs: readonly MeasuredCurve[],
  alignment: Alignment,
  isByStep: boolean,
): Float64Array {
  const { places } = alignment;
  if (view.x === 'metric')
    return aggregateColumns(
      runs.map(({ x }, run) => alignment.align(run, x)),
      { center: view.center, band: 'none' },
    ).center;
  const axis = runs[0]?.axis;
  return isByStep && axis
    ? axis.place({ step: places, seconds: places, value: places }, 0)
    : places;
}

/** The centre of the unsmoothed curves. */
function drawRaw(
  view: CurveView,
  runs: readonly MeasuredCurve[],
  { x, gaps, alignment }: { x: Float64Array; gaps: readonly number[]; alignment: Alignment },
): Points {
  const { center } = aggregateColumns(
    runs.map(({ rows }, run) => alignment.align(run, rows.value)),
    { center: view.center, band: 'none' },
  );
  return thinCurve({ x, y: center, gaps }, view).points;
}
