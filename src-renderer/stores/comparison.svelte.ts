import type { Comparison } from '#api/types';
import { comparisons } from './comparisons.svelte';
import { defaultMetrics, isComparable, sortMetrics } from './metric-names';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import type { AxisRange, XAxis } from './x-axis';

const defaultName = 'New comparison';
const maxSuggestedRuns = 6;
/** Averages over about ten steps, which is enough to distinguish two noisy curves. */
const defaultSmoothing = 0.9;

/**
 * The comparison in the Compare view, saved or not: the selected runs and how their curves are
 * drawn.
 */
class CurrentComparison {
  id = $state<string | null>(null);
  name = $state(defaultName);
  runIds = $state.raw<readonly string[]>([]);
  /** The user's selection; null: the default metrics of the runs. */
  selectedMetrics = $state.raw<readonly string[] | null>(null);
  xAxis = $state<XAxis>('step');
  smoothing = $state(defaultSmoothing);
  logScale = $state(false);
  /** The visible part of the x axis, in the unit of the axis; null: all of it. */
  range = $state.raw<AxisRange | null>(null);

  runs = $derived(
    this.runIds.flatMap((id) => {
      const run = runs.byId.get(id);
      return run ? [run] : [];
    }),
  );
  /** Every metric that one of the runs has. */
  available = $derived(
    sortMetrics(this.runs.flatMap((run) => Object.keys(run.metrics).filter(isComparable))),
  );
  metrics = $derived(
    this.selectedMetrics === null
      ? defaultMetrics(this.available)
      : sortMetrics(this.selectedMetrics),
  );
  saved = $derived(comparisons.list.find((other) => other.id === this.id) ?? null);
  isDirty = $derived(
    this.saved !== null &&
      JSON.stringify(pickContent(this.saved)) !== JSON.stringify(this.#readContent()),
  );

  constructor() {
    session.onProjectOpened((project) => {
      if (this.#projectId !== project.id) this.reset();
      this.#projectId = project.id;
    });
  }

  #projectId: string | null = null;

  reset(): void {
    this.id = null;
    this.name = defaultName;
    this.runIds = [];
    this.selectedMetrics = null;
    this.xAxis = 'step';
    this.smoothing = defaultSmoothing;
    this.logScale = false;
    this.range = null;
  }

  /** Selects the newest runs of the model trained last, unless runs are selected already. */
  suggest(): void {
    if (this.runIds.length > 0) return;
    const newest = runs.list[0];
    this.runIds = runs.list
      .filter((run) => run.modelId === newest?.modelId)
      .slice(0, maxSuggestedRuns)
      .map((run) => run.id);
  }

  show(comparison: Comparison): void {
    this.id = comparison.id;
    this.name = comparison.name;
    this.runIds = comparison.runs;
    this.selectedMetrics = comparison.metrics;
    this.xAxis = comparison.xAxis;
    this.smoothing = comparison.smoothing;
    this.logScale = comparison.logScale;
    this.range = null;
  }

  addRun(runId: string): void {
    if (!this.runIds.includes(runId)) this.runIds = [...this.runIds, runId];
  }

  selectRuns(ids: readonly string[], selected: boolean): void {
    const others = this.runIds.filter((id) => !ids.includes(id));
    this.runIds = selected ? [...others, ...ids] : others;
  }

  selectMetric(metric: string, selected: boolean): void {
    const others = this.metrics.filter((other) => other !== metric);
    this.selectedMetrics = selected ? [...others, metric] : others;
  }

  setAxis(xAxis: XAxis): void {
    this.xAxis = xAxis;
    this.range = null;
  }

  /**
   * Throws WorkbenchError. With `asNew`, creates another comparison instead of replacing the saved
   * one.
   */
  async save(name: string, asNew = false): Promise<void> {
    const id = asNew ? undefined : (this.id ?? undefined);
    const saved = await comparisons.save({ id, ...this.#readContent(), name });
    this.id = saved.id;
    this.name = saved.name;
  }

  async delete(): Promise<void> {
    if (this.id === null) return;
    await comparisons.delete(this.id);
    this.id = null;
    this.name = defaultName;
  }

  #readContent(): ComparisonContent {
    return pickContent({
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

function pickContent(content: ComparisonContent): ComparisonContent {
  const { name, runs: runIds, metrics, xAxis, smoothing, logScale } = content;
  return { name, runs: runIds, metrics, xAxis, smoothing, logScale };
}

export const comparison = new CurrentComparison();
