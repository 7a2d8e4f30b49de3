import type { EventPayload } from '#api/events';
import type { Run } from '#spec/run';
import {
  curveKey,
  buildCurves,
  emptySeries,
  isBeyond,
  noCurves,
  SeriesBuffer,
  addCurves,
  type Curves,
} from './series-buffer';
import { session } from './session.svelte';
import type { AxisRange } from './x-axis';

export interface SeriesRequest {
  runIds: readonly string[];
  metrics: readonly string[];
  /** The approximate number of points per curve, to which the main process decimates it. */
  points: number;
  /**
   * The weight of the past in the exponential moving average, 0 to 1; 0 or undefined: no smoothing.
   */
  smoothing?: number;
  /**
   * Only these steps and one point on both sides of them, at full resolution; null: the whole curve, extended by
   * each new point.
   */
  range?: AxisRange | null;
}

/** The limit of the command `runs.series`. */
const maxRunsPerCall = 500;

/**
 * Curves of metrics for a chart: loaded once, then extended by events, and loaded again when the
 * request changes or when a curve has more than twice the requested number of points. Create it
 * while a component is initialised: its effects end with the component.
 *
 * @example
 * const series = new LiveSeries(() => ({ runIds: [run.id], metrics: ['train/loss'], points: 900 }));
 * const curve = $derived(series.get(run.id, 'train/loss')?.raw);
 */
export class LiveSeries {
  /** By run and metric. A new map replaces it at each change of a curve, so that charts redraw. */
  curves = $state.raw<Curves>(noCurves);
  isLoading = $state(false);

  #request: () => SeriesRequest;
  /** Numbers the loads, so that the answer to an outdated one is dropped. */
  #loadNumber = 0;
  #frame = 0;

  constructor(request: () => SeriesRequest) {
    this.#request = request;
    // Each run event creates new arrays: only a change of their content triggers a load.
    const key = $derived(JSON.stringify(request()));
    $effect(() => {
      void key;
      void this.load();
    });
    $effect(() => {
      const unsubscribers = [
        session.on('run.metrics', (event) => this.#receive(event)),
        session.on('run.changed', ({ run }) => this.#follow(run)),
      ];
      return () => {
        for (const unsubscribe of unsubscribers) unsubscribe();
        cancelAnimationFrame(this.#frame);
        this.#loadNumber += 1;
      };
    });
  }

  get(runId: string, metric: string): SeriesBuffer | undefined {
    return this.curves.get(curveKey(runId, metric));
  }

  async load(): Promise<void> {
    const { runIds, metrics, points, smoothing = 0, range } = this.#request();
    const loadNumber = ++this.#loadNumber;
    if (runIds.length === 0 || metrics.length === 0) {
      this.curves = noCurves;
      return;
    }
    this.isLoading = true;
    const fetchSeries = async (beta: number) => {
      const batches = [];
      for (let first = 0; first < runIds.length; first += maxRunsPerCall)
        batches.push(
          session.callInProject('runs.series', {
            runIds: runIds.slice(first, first + maxRunsPerCall),
            metrics: [...metrics],
            points,
            smoothing: beta,
            fromStep: range?.from,
            toStep: range?.to,
          }),
        );
      return (await Promise.all(batches)).flat();
    };
    const series = await session.attempt(() =>
      Promise.all([fetchSeries(0), smoothing > 0 ? fetchSeries(smoothing) : []]),
    );
    if (loadNumber !== this.#loadNumber) return;
    this.isLoading = false;
    if (!series) return;
    const [raw, smooth] = series;
    this.curves = buildCurves(raw, smooth, smoothing);
    for (const event of this.#pendingEvents.splice(0)) this.#append(event);
  }

  /** Events that arrived during a load, whose answer may or may not contain their points. */
  #pendingEvents: EventPayload<'run.metrics'>[] = [];

  #receive(event: EventPayload<'run.metrics'>): void {
    if (this.isLoading) this.#pendingEvents.push(event);
    else this.#append(event);
  }

  #append({ runId, series }: EventPayload<'run.metrics'>): void {
    const { runIds, metrics, points, smoothing = 0, range } = this.#request();
    if (range || !runIds.includes(runId)) return;
    let tooMany = false;
    let changed = false;
    const added: SeriesBuffer[] = [];
    for (const part of series) {
      if (!metrics.includes(part.metric)) continue;
      const existing = this.get(runId, part.metric);
      const buffer = existing ?? new SeriesBuffer(emptySeries(runId, part.metric), null, smoothing);
      buffer.append(part);
      if (!existing) added.push(buffer);
      tooMany ||= buffer.length > 2 * points;
      changed = true;
    }
    if (added.length > 0) this.curves = addCurves(this.curves, added);
    if (tooMany) void this.load();
    else if (changed) this.#scheduleUpdate();
  }

  #statuses: Record<string, string> = {};

  /**
   * Loads again after a change of status, and when the run has gone back to an earlier step: one that
   * is resumed from a checkpoint drops the points after it.
   */
  #follow({ id, status, step }: Run): void {
    const previous = this.#statuses[id];
    this.#statuses[id] = status;
    if (!this.#request().runIds.includes(id)) return;
    const isChanged = previous !== undefined && previous !== status;
    if (isChanged || (status === 'running' && isBeyond(this.curves, id, step))) void this.load();
  }

  /** Replaces the map in the next animation frame, once for all events until then. */
  #scheduleUpdate(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => (this.curves = addCurves(this.curves, [])));
  }
}

/** The CSS custom property of a run's colour, one of twelve. */
export function colorToken(index: number): string {
  return `--run-${(index % 12) + 1}`;
}
