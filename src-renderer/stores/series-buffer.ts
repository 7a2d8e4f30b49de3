import type { Series } from '#api/types';

export interface Columns {
  step: number[];
  seconds: number[];
  value: number[];
}

export type Points = Pick<Series, 'step' | 'seconds' | 'value'>;

const columnsOf = ({ step, seconds, value }: Points): Columns => ({
  step: [...step],
  seconds: [...seconds],
  value: [...value],
});

/**
 * One curve of one run as a chart holds it: thinned by main at first, then every new point as it
 * comes. The smoothed curve goes on as main's would: s ← βs + (1−β)v, shown as s / (1 − βⁿ).
 */
export class SeriesBuffer {
  readonly runId: string;
  readonly metric: string;
  readonly raw: Columns;
  readonly smooth: Columns | null;
  #smoothing: number;
  #average: number;
  #weight: number;

  /** `raw` and `smooth` as main answered; `smooth` is null where `smoothing` is 0. */
  constructor(raw: Series, smooth: Series | null, smoothing: number) {
    this.runId = raw.runId;
    this.metric = raw.metric;
    this.raw = columnsOf(raw);
    this.smooth = smoothing > 0 ? columnsOf(smooth ?? { step: [], seconds: [], value: [] }) : null;
    this.#smoothing = smoothing;
    const count = this.smooth ? (smooth?.total ?? 0) : 0;
    this.#weight = smoothing ** count;
    this.#average = (this.smooth?.value.at(-1) ?? 0) * (1 - this.#weight);
  }

  get length(): number {
    return this.raw.step.length;
  }

  /** Takes new points on; those it already has (asked for and told at once) are left out. */
  append(points: Points): void {
    const last = this.raw.step.at(-1) ?? -Infinity;
    for (const [index, step] of points.step.entries()) {
      const seconds = points.seconds[index];
      const value = points.value[index];
      if (step <= last || seconds === undefined || value === undefined) continue;
      if (!Number.isFinite(value)) continue;
      push(this.raw, step, seconds, value);
      if (this.smooth) push(this.smooth, step, seconds, this.#next(value));
    }
  }

  #next(value: number): number {
    this.#average = this.#smoothing * this.#average + (1 - this.#smoothing) * value;
    this.#weight *= this.#smoothing;
    return this.#average / (1 - this.#weight);
  }
}

function push(columns: Columns, step: number, seconds: number, value: number): void {
  columns.step.push(step);
  columns.seconds.push(seconds);
  columns.value.push(value);
}

/** Curves by run and metric. */
export type Curves = ReadonlyMap<string, SeriesBuffer>;

export function curveKey(runId: string, metric: string): string {
  return `${runId} ${metric}`;
}

export const noCurves: Curves = new Map();

/** The curves of one answer of main; `smooth` is empty where nothing is smoothed. */
export function curvesOf(
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

/** The same curves and more as a new map, so that those who compare maps see that points came. */
export function withCurves(curves: Curves, added: readonly SeriesBuffer[]): Curves {
  return new Map([
    ...curves,
    ...added.map((curve) => [curveKey(curve.runId, curve.metric), curve] as const),
  ]);
}
