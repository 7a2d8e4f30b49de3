import type { Series } from '#api/types';
import { MovingAverage } from '#spec/moving-average';

export interface CurveColumns {
  step: number[];
  seconds: number[];
  value: number[];
}

export type CurvePoints = Pick<Series, 'step' | 'seconds' | 'value'>;

const copyColumns = ({ step, seconds, value }: CurvePoints): CurveColumns => ({
  step: [...step],
  seconds: [...seconds],
  value: [...value],
});

/**
 * One curve of one run as a chart holds it: first the decimated points that the main process has read from disk,
 * then every new point as it arrives. The smoothed curve continues the moving average of the main process.
 */
export class SeriesBuffer {
  readonly runId: string;
  readonly metric: string;
  readonly raw: CurveColumns;
  readonly smooth: CurveColumns | null;
  readonly #average: MovingAverage;

  /** `raw` and `smooth` as the main process returns them; `smooth` is null where `smoothing` is 0. */
  constructor(raw: Series, smooth: Series | null, smoothing: number) {
    this.runId = raw.runId;
    this.metric = raw.metric;
    this.raw = copyColumns(raw);
    this.smooth =
      smoothing > 0 ? copyColumns(smooth ?? { step: [], seconds: [], value: [] }) : null;
    this.#average =
      this.smooth && smooth
        ? MovingAverage.resume(smoothing, smooth.value.at(-1) ?? 0, smooth.total)
        : new MovingAverage(smoothing);
  }

  get length(): number {
    return this.raw.step.length;
  }

  /** Adds new points. Those it already has are skipped: a point may be read from disk and sent as well. */
  append(points: CurvePoints): void {
    const last = this.raw.step.at(-1) ?? -Infinity;
    for (const [index, step] of points.step.entries()) {
      const seconds = points.seconds[index];
      const value = points.value[index];
      if (step <= last || seconds === undefined || value === undefined) continue;
      if (!Number.isFinite(value)) continue;
      push(this.raw, step, seconds, value);
      if (this.smooth) push(this.smooth, step, seconds, this.#average.add(value));
    }
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
