import type { EventPayload } from '#api/events';
import {
  curveKey,
  curvesOf,
  noCurves,
  SeriesBuffer,
  withCurves,
  type Curves,
} from './series-buffer';
import { session } from './session.svelte';

export interface StepRange {
  from: number;
  to: number;
}

export interface SeriesRequest {
  runIds: readonly string[];
  metrics: readonly string[];
  /** About this many points a curve. */
  points: number;
  smoothing?: number;
  /** Only this part, at full resolution; null for the whole curve, which then grows live. */
  range?: StepRange | null;
}

const runsPerCall = 500;

/**
 * The curves a component shows: asked for once, then kept up by events, and asked for again when
 * the request changes or so many points have come that thinning pays. Make it while a component is
 * made; it ends with the component.
 */
export class SeriesWatch {
  /** By run and metric; replaced whenever a curve changed, so that charts notice. */
  curves = $state.raw<Curves>(noCurves);
  loading = $state(false);

  #request: () => SeriesRequest;
  #turn = 0;
  #frame = 0;

  constructor(request: () => SeriesRequest) {
    this.#request = request;
    // Arrays are made anew on every run event: only a change of their content asks main again.
    const key = $derived(JSON.stringify(request()));
    $effect(() => {
      void key;
      void this.load();
    });
    $effect(() => {
      const stops = [
        session.on('run.metrics', (event) => this.#append(event)),
        session.on('run.changed', ({ run }) => this.#followStatus(run.id, run.status)),
      ];
      return () => {
        for (const stop of stops) stop();
        cancelAnimationFrame(this.#frame);
        this.#turn += 1;
      };
    });
  }

  get(runId: string, metric: string): SeriesBuffer | undefined {
    return this.curves.get(curveKey(runId, metric));
  }

  async load(): Promise<void> {
    const { runIds, metrics, points, smoothing = 0, range } = this.#request();
    const turn = ++this.#turn;
    if (runIds.length === 0 || metrics.length === 0) {
      this.curves = noCurves;
      return;
    }
    this.loading = true;
    const ask = async (asked: number) => {
      const parts = [];
      for (let first = 0; first < runIds.length; first += runsPerCall)
        parts.push(
          session.inProject('runs.series', {
            runIds: runIds.slice(first, first + runsPerCall),
            metrics: [...metrics],
            points,
            smoothing: asked,
            fromStep: range?.from,
            toStep: range?.to,
          }),
        );
      return (await Promise.all(parts)).flat();
    };
    const answer = await session.attempt(() =>
      Promise.all([ask(0), smoothing > 0 ? ask(smoothing) : []]),
    );
    if (turn !== this.#turn) return;
    this.loading = false;
    if (!answer) return;
    const [raw, smooth] = answer;
    this.curves = curvesOf(raw, smooth, smoothing);
    for (const event of this.#early.splice(0)) this.#take(event);
  }

  /** Told while an answer was on its way: it may or may not hold them. */
  #early: EventPayload<'run.metrics'>[] = [];

  #append(event: EventPayload<'run.metrics'>): void {
    if (this.loading) this.#early.push(event);
    else this.#take(event);
  }

  #take({ runId, series }: EventPayload<'run.metrics'>): void {
    const { runIds, metrics, points, smoothing = 0, range } = this.#request();
    if (range || !runIds.includes(runId)) return;
    let tooMany = false;
    let changed = false;
    const added: SeriesBuffer[] = [];
    for (const part of series) {
      if (!metrics.includes(part.metric)) continue;
      const known = this.get(runId, part.metric);
      const none = { runId, metric: part.metric, step: [], seconds: [], value: [], total: 0 };
      const buffer = known ?? new SeriesBuffer(none, null, smoothing);
      buffer.append(part);
      if (!known) added.push(buffer);
      tooMany ||= buffer.length > 2 * points;
      changed = true;
    }
    if (added.length > 0) this.curves = withCurves(this.curves, added);
    if (tooMany) void this.load();
    else if (changed) this.#announce();
  }

  #statuses: Record<string, string> = {};

  /** A run that begins anew or goes on from a checkpoint may have dropped points: read it again. */
  #followStatus(runId: string, status: string): void {
    const before = this.#statuses[runId];
    this.#statuses[runId] = status;
    if (before !== undefined && before !== status && this.#request().runIds.includes(runId))
      void this.load();
  }

  #announce(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => (this.curves = withCurves(this.curves, [])));
  }
}

/** One of the twelve run colours. */
export function colorToken(index: number): string {
  return `--run-${(index % 12) + 1}`;
}
