import type { Series } from '#api/types';
import { findGaps } from '#spec/curve-gaps';
import { countValue, type ValueCounts } from '#spec/metric-value';
import { MovingAverage } from '#spec/moving-average';

export interface CurveColumns {
  step: number[];
  seconds: number[];
  /** NaN and infinite values are among them. */
  value: number[];
}

/** Points as the main process sends them. */
export type SentPoints = Pick<Series, 'step' | 'seconds' | 'value'>;

const copyColumns = ({ step, seconds, value }: SentPoints): CurveColumns => ({
  step: [...step],
  seconds: [...seconds],
  value: value.map(Number),
});

/** A curve without points. */
export function emptySeries(runId: string, metric: string): Series {
  const counts = { zero: 0, negative: 0, notFinite: 0 };
  return { runId, metric, step: [], seconds: [], value: [], gaps: [], total: 0, counts };
}

/**
 * One curve of one run as a chart holds it: first the decimated points that the main process has read from disk,
 * then every new point as it arrives. The smoothed curve continues the moving average of the main process.
 */
export class SeriesBuffer {
  readonly runId: string;
  readonly metric: string;
  readonly raw: CurveColumns;
  readonly smooth: CurveColumns | null;
  /** Steps of points to which no line leads, because points before them are missing. */
  readonly gaps: number[];
  /** Number of points, drawn or not. */
  total: number;
  /** Of the `total` points, those that not every axis can show. */
  readonly counts: ValueCounts;
  readonly #average: MovingAverage;

  /** `raw` and `smooth` as the main process returns them; `smooth` is null where `smoothing` is 0. */
  constructor(raw: Series, smooth: Series | null, smoothing: number) {
    this.runId = raw.runId;
    this.metric = raw.metric;
    this.raw = copyColumns(raw);
    this.gaps = [...raw.gaps];
    this.total = raw.total;
    this.counts = { ...raw.counts };
    this.smooth =
      smoothing > 0 ? copyColumns(smooth ?? { step: [], seconds: [], value: [] }) : null;
    // Values that are not finite have not entered the average.
    this.#average = MovingAverage.resume(
      smoothing,
      this.smooth?.value.findLast(Number.isFinite) ?? 0,
      smooth ? smooth.total - smooth.counts.notFinite : 0,
    );
  }

  get length(): number {
    return this.raw.step.length;
  }

  /** Adds new points. Those it already has are skipped: a point may be read from disk and sent as well. */
  append(points: SentPoints): void {
    const known = this.length;
    const last = this.raw.step.at(-1) ?? -Infinity;
    for (const [index, step] of points.step.entries()) {
      const seconds = points.seconds[index];
      const value = Number(points.value[index]);
      if (step <= last || seconds === undefined) continue;
      push(this.raw, step, seconds, value);
      if (this.smooth) push(this.smooth, step, seconds, this.#average.add(value));
      this.total += 1;
      countValue(this.counts, value);
    }
    // With the two points before the new ones, whose distance may be that of decimated points: then a gap is found at
    // the next load.
    const first = Math.max(0, known - 2);
    for (const row of findGaps(this.metric, this.raw.step.slice(first)))
      if (first + row >= known) this.gaps.push(this.raw.step[first + row] ?? 0);
  }
}

function push(columns: CurveColumns, step: number, seconds: number, value: number): void {
  columns.step.push(step);
  columns.seconds.push(seconds);
  columns.value.push(value);
}

/** Curves by run and metric, under the keys of `curveKey`. */
export type Curves = ReadonlyMap<string, SeriesBuffer>;

export function curveKey(runId: string, metric: string): string {
  return `${runId} ${metric}`;
}

export const noCurves: Curves = new Map();

/** Pairs the raw and the smoothed series of one response; `smooth` is empty where nothing is smoothed. */
export function buildCurves(
  raw: readonly Series[],
  smooth: readonly Series[],
  smoothing: number,
): Curves {
  const smoothed = new Map(smooth.map((series) => [curveKey(series.runId, series.metric), series]));
  return new Map(
    raw.map((series) => {
      const key = curveKey(series.runId, series.metric);
      return [key, new SeriesBuffer(series, smoothed.get(key) ?? null, smoothing)];
    }),
  );
}

/**
 * Whether the curves of a run go beyond its step: it was resumed from an earlier checkpoint, so that
 * the points after it count no more.
 */
export function isBeyond(curves: Curves, runId: string, step: number): boolean {
  return [...curves.values()].some(
    (curve) => curve.runId === runId && (curve.raw.step.at(-1) ?? 0) > step,
  );
}

/** The same curves and more in a new map, so that a comparison by identity notices the change. */
export function addCurves(curves: Curves, added: readonly SeriesBuffer[]): Curves {
  return new Map([
    ...curves,
    ...added.map((curve) => [curveKey(curve.runId, curve.metric), curve] as const),
  ]);
}
