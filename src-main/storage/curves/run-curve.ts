import type { Curve, CurvesRequest, Points } from '#spec/curves';
import { describeMetric } from '#spec/metric-catalogue';
import type { MetricRows } from '../metric-files';
import { gapsOf, hasMissing } from './column-facts';
import { countPoints } from './count-values';
import { smooth } from './smooth';
import { thinCurve } from './thin-curve';
import { axisOfRun, type CurveRun, type XAxisOfRun } from './x-axis';

/** The part of a request that is about one curve. */
export type CurveView = Pick<
  CurvesRequest,
  'x' | 'xMetric' | 'xModule' | 'range' | 'points' | 'center' | 'band' | 'withRuns' | 'withRaw'
> & { metric: string; smoothing: number };

/** One metric of one run at full resolution. The columns have one length. */
export interface MeasuredCurve {
  run: CurveRun;
  axis: XAxisOfRun;
  rows: MetricRows;
  /** Finite. */
  x: Float64Array;
  /** Smoothed. */
  y: Float64Array;
  /** Numbers of rows that follow missing ones. */
  gaps: readonly number[];
}

/** Reads a curve; null where the run has no such metric, a part of a sentence where it has no such axis. */
export async function measureCurve(
  view: CurveView,
  run: CurveRun,
): Promise<MeasuredCurve | string | null> {
  const all = await run.columns.read(view.metric);
  if (!all || all.step.length === 0) return null;
  const axis = await axisOfRun(view, run);
  if (typeof axis === 'string') return axis;
  const x = axis.place(all, all.seconds[0] ?? 0);
  const curve = {
    run,
    axis,
    rows: all,
    x,
    y: smooth(all.value, view.smoothing),
    gaps: gapsOf(view.metric, all.step),
  };
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

/** The curve of a single run as it is drawn. */
export function drawRunCurve(key: string, view: CurveView, curve: MeasuredCurve): Curve {
  const raw = { ...curve, y: curve.rows.value };
  return {
    ...emptyCurve(key, view.metric),
    ...thinCurve(curve, view).points,
    raw: view.withRaw && view.smoothing > 0 ? thinCurve(raw, view).points : null,
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
