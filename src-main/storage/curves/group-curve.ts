import { takeTurn } from '#files/take-turn';
import type { Curve, NumberColumn, Points } from '#spec/curves';
import { aggregateRuns } from './aggregate-runs';
import { alignRuns, type Alignment } from './align-runs';
import { gapsOf } from './column-facts';
import { countPoints } from './count-values';
import { describeGroup, type LeftOut } from './group-notes';
import { pick, pickValues } from './narrow-column';
import {
  emptyCurve,
  measureCurve,
  type CurveSource,
  type CurveView,
  type MeasuredCurve,
} from './run-curve';
import { thinCurve, type FullCurve } from './thin-curve';

const gridNote =
  'The runs are measured at different places of the x axis, so their values are interpolated between these.';

/** The curve of a group of runs as it is drawn: its centre and band at full resolution, and only then decimated. */
export async function drawGroupCurve(
  key: string,
  view: CurveView,
  sources: readonly CurveSource[],
  leftOut: LeftOut,
): Promise<Curve> {
  const empty = emptyCurve(key, view.metric);
  const runs = await measureAll(view, sources);
  const notes = describeGroup(view, runs, leftOut);
  if (runs.length === 0) return { ...empty, notes };
  const isByStep = alignsBySteps(view, runs);
  const alignment = alignRuns(
    runs.map(({ rows, x, gaps }) => ({ places: isByStep ? rows.step : x, gaps })),
  );
  const x = await commonPlaces(view, runs, alignment, isByStep);
  const gaps = alignment.isGrid || !isByStep ? [] : gapsOf(view.metric, alignment.places);
  const columns = runs.map(({ y }, run) => alignment.align(run, y));
  const { center, band, n } = await aggregateForDrawing(columns, view);
  const { points, rows } = thinCurve({ x, y: center, band, gaps }, view);
  const drawn = needsIntervalLater(center, view)
    ? await intervalAt(rows, columns, view)
    : band && pickBand(band, rows);
  return {
    ...empty,
    ...points,
    lower: drawn?.lower ?? null,
    upper: drawn?.upper ?? null,
    n: Uint16Array.from(rows, (row) => n[row] ?? 0),
    raw:
      view.withRaw && view.smoothing > 0 ? await drawRaw(view, runs, { x, gaps, alignment }) : null,
    runs: view.withRuns ? await thinAll(view, runs) : [],
    ...countPoints(x, center, view.range),
    notes: alignment.isGrid ? [...notes, gridNote] : notes,
  };
}
/** The curves of the runs, with turns of the event loop in between. */
async function measureAll(
  view: CurveView,
  sources: readonly CurveSource[],
): Promise<MeasuredCurve[]> {
  const measured: MeasuredCurve[] = [];
  for (const source of sources) {
    await takeTurn();
    measured.push(measureCurve(view, source));
  }
  return measured;
}

async function thinAll(view: CurveView, runs: readonly MeasuredCurve[]): Promise<Curve['runs']> {
  const thinned: Curve['runs'] = [];
  for (const curve of runs) {
    await takeTurn();
    thinned.push({ runId: curve.run.id, ...thinCurve(curve, view).points });
  }
  return thinned;
}

/** A bootstrap interval takes a hundred times as long as other bands, so it is computed at the points that are drawn. */
function needsIntervalLater({ length }: Float64Array, { band, points }: CurveView): boolean {
  return band === 'interval' && length > points;
}

/**
 * The centre and a band at full resolution, by which the points to draw are selected. Instead of an interval that is
 * computed later it is the standard error, which is wide in the same places.
 */
async function aggregateForDrawing(
  columns: readonly Float64Array[],
  view: CurveView,
): Promise<{ center: Float64Array; band: FullCurve['band']; n: Uint16Array }> {
  const [first = new Float64Array()] = columns;
  const band = needsIntervalLater(first, view) ? 'se' : view.band;
  const { center, lower, upper, n } = await aggregateRuns(columns, { center: view.center, band });
  return { center, band: lower && upper && { lower, upper }, n };
}

/** The bootstrap interval at the points that are drawn. */
async function intervalAt(
  rows: Uint32Array,
  columns: readonly Float64Array[],
  { center }: CurveView,
): Promise<DrawnBand | null> {
  const drawn = columns.map((column) => pick(column, rows));
  const { lower, upper } = await aggregateRuns(drawn, { center, band: 'interval' });
  const all = rows.map((_, index) => index);
  return lower && upper && pickBand({ lower, upper }, all);
}

type DrawnBand = { [End in keyof NonNullable<FullCurve['band']>]: NumberColumn };

function pickBand({ lower, upper }: NonNullable<FullCurve['band']>, rows: Uint32Array): DrawnBand {
  return { lower: pickValues(lower, rows), upper: pickValues(upper, rows) };
}

/**
 * Whether equal steps mean equal places on the axis, so that runs are aligned by step. On an axis of a metric both
 * coordinates are aggregated at each step.
 */
function alignsBySteps({ x }: CurveView, runs: readonly MeasuredCurve[]): boolean {
  const perStep = runs[0]?.axis.perStep ?? null;
  return x === 'metric' || (perStep !== null && runs.every(({ axis }) => axis.perStep === perStep));
}

async function commonPlaces(
  view: CurveView,
  runs: readonly MeasuredCurve[],
  alignment: Alignment,
  isByStep: boolean,
): Promise<Float64Array> {
  const { places } = alignment;
  if (view.x === 'metric') {
    const columns = runs.map(({ x }, run) => alignment.align(run, x));
    return (await aggregateRuns(columns, { center: view.center, band: 'none' })).center;
  }
  const axis = runs[0]?.axis;
  return isByStep && axis
    ? axis.place({ step: places, seconds: places, value: places }, 0)
    : places;
}

/** The centre of the unsmoothed curves. */
async function drawRaw(
  view: CurveView,
  runs: readonly MeasuredCurve[],
  { x, gaps, alignment }: { x: Float64Array; gaps: readonly number[]; alignment: Alignment },
): Promise<Points> {
  const columns = runs.map(({ rows }, run) => alignment.align(run, rows.value));
  const { center } = await aggregateRuns(columns, { center: view.center, band: 'none' });
  return thinCurve({ x, y: center, gaps }, view).points;
}
