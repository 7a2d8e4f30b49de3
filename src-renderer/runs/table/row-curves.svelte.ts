import { CurveLoader } from '../../stores/curves.svelte';

/** The points of the small curves of the table, which are loaded for the rows in view only. */
const points = 60;
/** While a list is scrolled, nothing is loaded; what is shown after a rest is, at once. */
const settleMs = 120;

/** A small curve: its points, the oldest first. */
export interface RowCurve {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

interface RowCurvesRequest {
  runIds: readonly string[];
  metrics: readonly string[];
}

/** The curves in the rows of the table. Create it while a component is initialised. */
export class RowCurves {
  #settled = $state.raw<RowCurvesRequest>({ runIds: [], metrics: [] });
  /** When the rows in view changed last. */
  #changedMs = -Infinity;
  readonly #loader: CurveLoader;

  constructor(request: () => RowCurvesRequest) {
    const key = $derived(JSON.stringify(request()));
    $effect(() => {
      const next = JSON.parse(key) as RowCurvesRequest;
      const isResting = performance.now() - this.#changedMs > settleMs;
      if (next.runIds.length > 0) this.#changedMs = performance.now();
      const timer = setTimeout(() => (this.#settled = next), isResting ? 0 : settleMs);
      return () => clearTimeout(timer);
    });
    this.#loader = new CurveLoader(() => {
      const { runIds, metrics } = this.#settled;
      if (runIds.length === 0 || metrics.length === 0) return null;
      return {
        lines: runIds.map((id) => ({ key: id, runIds: [id] })),
        metrics: metrics.map((metric) => ({ metric })),
        points,
      };
    });
  }

  read = (runId: string, metric: string): RowCurve | undefined => this.#loader.get(runId, metric);
}
