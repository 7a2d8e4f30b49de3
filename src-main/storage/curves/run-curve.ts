import type { Curve, CurvesRequest, Points } from '#spec/curves';
import { describeMetric } from '#spec/metric-catalogue';
import type { MetricRows } from '../metric-files';
import { gapsOf, hasMissing } from './column-facts';
import { countPoints } from './count-values';
import { smooth } from './smooth';
import { thinCurve } from './thin-curve';
import type { CurveRun, XAxisOfRun } from './x-axis';

/** The part of a request that is about one curve. */
export type CurveView = Pick<
  CurvesRequest,
  'x' | 'xMetric' | 'xModule' | 'range' | 'points' | 'center' | 'band' | 'withRuns' | 'withRaw'
> & { metric: string; smoothing: number };

/** What the curve of one metric of one run is computed from. */
export interface CurveSource {
  run: CurveRun;
  axis: XAxisOfRun;
  rows: MetricRows;
  /** The weight of the moving average for this curve. */
  smoothing: number;
}

/** One metric of one run at full resolution. The columns have one length. */
export interface MeasuredCurve extends CurveSource {
  /** Finite. */
  x: Float64Array;
  /** Smoothed. */
  y: Float64Array;
  /** Numbers of rows that follow missing ones. */
  gaps: readonly number[];
}

/** Reads a curve; null where the run has no such metric, a part of a sentence where it has no such axis. */
export async function readSource(
  view: CurveView,
  run: CurveRun,
): Promise<CurveSource | string | null> {
  const rows = await run.columns.read(view.metric);
  if (!rows || rows.step.length === 0) return null;
  const axis = await run.axis();
  if (typeof axis === 'string') return axis;
  if (lacksTimes(view, rows)) return 'was imported without times';
  return { run, axis, rows, smoothing: await smoothingOf(view, run, rows) };
}

/**
 * Other programs log the same metric rarely or at every step. A curve with few points is smoothed over no larger part of
 * its length than one with many is, or it would lag behind those that stand beside it. A run whose settings cannot be
 * read counts as one of this program.
 */
async function smoothingOf(
  { smoothing }: CurveView,
  run: CurveRun,
  { step }: MetricRows,
): Promise<number> {
  if (smoothing === 0 || step.length >= densePoints) return smoothing;
  const isImported = (await run.readSpec().catch(() => undefined)) === null;
  return isImported ? Math.max(0, 1 - ((1 - smoothing) * densePoints) / step.length) : smoothing;
}

/** Points of a curve that is smoothed as it is asked for. */
const densePoints = 400;

/** A run of another program need not have times. */
function lacksTimes({ x }: CurveView, { seconds }: MetricRows): boolean {
  return (x === 'seconds' || x === 'relative') && seconds.every(Number.isNaN);
}

/** `buffer`: where smoothed values are written. */
export function measureCurve(
  view: CurveView,
  { run, axis, rows, smoothing }: CurveSource,
  buffer?: Float64Array,
): MeasuredCurve {
  const x = axis.place(rows, rows.seconds[0] ?? 0);
  const y = smooth(rows.value, smoothing, buffer);
  const curve = { run, axis, rows, smoothing, x, y, gaps: gapsOf(view.metric, rows.step) };
  return hasMissing(x) ? withoutMissingPlaces(curve) : curve;
}

/** The points that have a place on the axis. */
function withoutMissingPlaces({ rows, x, y, gaps, ...curve }: MeasuredCurve): MeasuredCurve {
  const keep = (column: Float64Array): Float64Array =>
    column.filter((_, row) => Number.isFinite(x[row]));
  let kept = 0;
  const newRows = Array.from(x, (place) => (Number.isFinite(place) ? kept++ : kept));
  return {
    ...curve,
    rows: { step: keep(rows.step), seconds: keep(rows.seconds), value: keep(rows.value) },
    x: keep(x),
    y: keep(y),
    gaps: gaps.map((row) => newRows[row] ?? 0),
  };
}

/** Smoothed values of the run that is drawn: a new column for each of hundreds would take longer than the average. */
let drawnValues = new Float64Array();

function bufferOf(length: number): Float64Array {
  if (drawnValues.length < length) drawnValues = new Float64Array(length);
  return drawnValues.subarray(0, length);
}

/** The curve of a single run as it is drawn. */
export function drawRunCurve(key: string, view: CurveView, source: CurveSource): Curve {
  const curve = measureCurve(view, source, bufferOf(source.rows.value.length));
  const raw = { ...curve, y: curve.rows.value };
  return {
    ...emptyCurve(key, view.metric),
    ...thinCurve(curve, view).points,
    raw: view.withRaw && source.smoothing > 0 ? thinCurve(raw, view).points : null,
    ...countPoints(curve.x, curve.rows.value, view.range),
    notes: curve.axis.note === null ? [] : [curve.axis.note],
  };
}

/** A curve without points. */
export function emptyCurve(key: string, metric: string): Curve {
  return {
    key,
    metric,
    ...noPoints(),
    lower: null,
    upper: null,
    n: null,
    raw: null,
    runs: [],
    total: 0,
    zero: 0,
    negative: 0,
    notFinite: 0,
    isRare: !describeMetric(metric).isNoisy,
    notes: [],
  };
}

function noPoints(): Points {
  return { x: new Float32Array(), y: new Float32Array(), breaks: new Uint32Array() };
}
