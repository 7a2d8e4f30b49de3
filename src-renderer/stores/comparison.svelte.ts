import type { Comparison } from '#api/types';
import { comparisons } from './comparisons.svelte';
import { defaultMetrics, isComparable, sortMetrics } from './metric-names';
import { runs } from './runs.svelte';
import { session } from './session.svelte';

export type XAxis = Comparison['xAxis'];

const untitled = 'New comparison';
const most = 6;
/** About ten steps: enough to tell two noisy curves apart. */
const usualSmoothing = 0.9;

/** What the Compare view shows: chosen runs and how their curves are drawn; saved or not. */
class CurrentComparison {
  id = $state<string | null>(null);
  name = $state(untitled);
  runIds = $state.raw<readonly string[]>([]);
  /** Chosen by hand; null: those that suit the runs. */
  chosenMetrics = $state.raw<readonly string[] | null>(null);
  xAxis = $state<XAxis>('step');
  smoothing = $state(usualSmoothing);
  logScale = $state(false);
  /** The part of the x axis that is looked at, in its own unit; null for all of it. */
  range = $state.raw<{ from: number; to: number } | null>(null);

  runs = $derived(
    this.runIds.flatMap((id) => {
      const run = runs.map.get(id);
      return run ? [run] : [];
    }),
  );
  /** Every metric that a chosen run has. */
  available = $derived(
    sortMetrics(this.runs.flatMap((run) => Object.keys(run.metrics).filter(isComparable))),
  );
  metrics = $derived(
    this.chosenMetrics === null ? defaultMetrics(this.available) : sortMetrics(this.chosenMetrics),
  );
  saved = $derived(comparisons.list.find((other) => other.id === this.id) ?? null);
  dirty = $derived(
    this.saved !== null &&
      JSON.stringify(contentOf(this.saved)) !== JSON.stringify(this.#content()),
  );

  constructor() {
    session.whenOpened((project) => {
      if (this.#projectId !== project.id) this.reset();
      this.#projectId = project.id;
    });
  }

  #projectId: string | null = null;

  reset(): void {
    this.id = null;
    this.name = untitled;
    this.runIds = [];
    this.chosenMetrics = null;
    this.xAxis = 'step';
    this.smoothing = usualSmoothing;
    this.logScale = false;
    this.range = null;
  }

  /** The newest runs of the model trained last, so that there is something to look at. */
  suggest(): void {
    if (this.runIds.length > 0) return;
    const newest = runs.list[0];
    this.runIds = runs.list
      .filter((run) => run.modelId === newest?.modelId)
      .slice(0, most)
      .map((run) => run.id);
  }

  show(comparison: Comparison): void {
    this.id = comparison.id;
    this.name = comparison.name;
    this.runIds = comparison.runs;
    this.chosenMetrics = comparison.metrics;
    this.xAxis = comparison.xAxis;
    this.smoothing = comparison.smoothing;
    this.logScale = comparison.logScale;
    this.range = null;
  }

  include(runId: string): void {
    if (!this.runIds.includes(runId)) this.runIds = [...this.runIds, runId];
  }

  /** Takes the runs in, or leaves them out. */
  toggle(ids: readonly string[], chosen: boolean): void {
    const others = this.runIds.filter((id) => !ids.includes(id));
    this.runIds = chosen ? [...others, ...ids] : others;
  }

  toggleMetric(metric: string, chosen: boolean): void {
    const others = this.metrics.filter((other) => other !== metric);
    this.chosenMetrics = chosen ? [...others, metric] : others;
  }

  setAxis(xAxis: XAxis): void {
    this.xAxis = xAxis;
    this.range = null;
  }

  /** Throws WorkbenchError. `asNew` keeps the saved one and makes another. */
  async save(name: string, asNew = false): Promise<void> {
    const id = asNew ? undefined : (this.id ?? undefined);
    const saved = await comparisons.save({ id, ...this.#content(), name });
    this.id = saved.id;
    this.name = saved.name;
  }

  async delete(): Promise<void> {
    if (this.id === null) return;
    await comparisons.delete(this.id);
    this.id = null;
    this.name = untitled;
  }

  #content(): ComparisonContent {
    return contentOf({
      name: this.name,
      runs: [...this.runIds],
      metrics: [...this.metrics],
      xAxis: this.xAxis,
      smoothing: this.smoothing,
      logScale: this.logScale,
    });
  }
}

type ComparisonContent = Omit<Comparison, 'id' | 'modified'>;

function contentOf(content: ComparisonContent): ComparisonContent {
  const { name, runs: chosen, metrics, xAxis, smoothing, logScale } = content;
  return { name, runs: chosen, metrics, xAxis, smoothing, logScale };
}

export const comparison = new CurrentComparison();
