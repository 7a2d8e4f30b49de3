import { z } from 'zod';
import { comparisonSchema, type Comparison } from '#api/types';
import { comparisons } from './comparisons.svelte';
import { defaultMetrics, isComparable, listMetrics, sortMetrics } from './metric-names';
import { loadPreference, savePreference } from './preferences';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import type { AxisRange, XAxis } from './x-axis';

const defaultName = 'New comparison';
const maxSuggestedRuns = 6;
/** Averages over about ten steps, which is enough to distinguish two noisy curves. */
const defaultSmoothing = 0.9;

const choicesSchema = comparisonSchema.omit({ modified: true }).extend({
  /** Id and revision of the saved comparison; null if it is not saved. */
  id: z.string().nullable(),
  revision: z.string().nullable(),
  /** Null: the default metrics of the runs. */
  metrics: z.array(z.string()).nullable(),
});

/** Everything that the user has chosen in the Compare view. */
export type ComparisonChoices = z.infer<typeof choicesSchema>;

/**
 * The comparison in the Compare view, saved or not: the selected runs and how their curves are
 * drawn. It is there again after a reload and when the project is opened again.
 */
class CurrentComparison {
  id = $state<string | null>(null);
  #revision = $state<string | null>(null);
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
  /** Every metric that one of the runs has, and what is selected. */
  available = $derived(
    sortMetrics([...listMetrics(this.runs).filter(isComparable), ...(this.selectedMetrics ?? [])]),
  );
  metrics = $derived(
    this.selectedMetrics === null
      ? sortMetrics(this.runs.flatMap((run) => defaultMetrics(listMetrics([run]))))
      : sortMetrics(this.selectedMetrics),
  );
  saved = $derived(comparisons.list.find((other) => other.id === this.id) ?? null);
  isDirty = $derived(
    this.saved !== null &&
      JSON.stringify(pickContent(this.saved)) !== JSON.stringify(this.#readContent()),
  );

  /** The choices that a new comparison began with. */
  #untouched = $state('');
  /** What the user has changed since the comparison was opened, saved or suggested would be lost. */
  hasUnsavedChanges = $derived(
    this.id === null ? JSON.stringify(this.choices) !== this.#untouched : this.isDirty,
  );

  constructor() {
    session.onProjectOpened(({ id, directory }) => {
      if (this.#projectId === id) return;
      this.#projectId = id;
      const kept = loadPreference(`comparison.${directory}`, null, parseChoices);
      this.reset();
      if (kept) this.choices = kept;
    });
    $effect.root(() => {
      $effect(() => {
        const { project } = session;
        // Of a new comparison without a change, the newest runs are suggested again.
        const choices = this.id !== null || this.hasUnsavedChanges ? this.choices : null;
        if (project && project.id === this.#projectId)
          savePreference(`comparison.${project.directory}`, choices);
      });
    });
  }

  #projectId: string | null = null;

  get choices(): ComparisonChoices {
    return {
      id: this.id,
      revision: this.#revision,
      name: this.name,
      runs: [...this.runIds],
      metrics: this.selectedMetrics && [...this.selectedMetrics],
      xAxis: this.xAxis,
      smoothing: this.smoothing,
      logScale: this.logScale,
    };
  }

  set choices(choices: ComparisonChoices) {
    this.id = choices.id;
    this.#revision = choices.revision;
    this.name = choices.name;
    this.runIds = choices.runs;
    this.selectedMetrics = choices.metrics;
    this.xAxis = choices.xAxis;
    this.smoothing = choices.smoothing;
    this.logScale = choices.logScale;
    this.range = null;
  }

  reset(): void {
    this.choices = {
      id: null,
      revision: null,
      name: defaultName,
      runs: [],
      metrics: null,
      xAxis: 'step',
      smoothing: defaultSmoothing,
      logScale: false,
    };
    this.#untouched = JSON.stringify(this.choices);
  }

  /** Selects the newest runs of the model trained last, unless runs are selected already. */
  suggest(): void {
    if (this.runIds.length > 0) return;
    const newest = runs.list[0];
    this.runIds = runs.list
      .filter((run) => run.modelId === newest?.modelId)
      .slice(0, maxSuggestedRuns)
      .map((run) => run.id);
    this.#untouched = JSON.stringify(this.choices);
  }

  show(comparison: Comparison): void {
    this.choices = comparison;
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
    // One that was deleted meanwhile is simply saved again.
    const baseRevision = asNew || !this.saved ? undefined : (this.#revision ?? undefined);
    const saved = await comparisons.save({ id, ...this.#readContent(), name }, baseRevision);
    this.id = saved.id;
    this.#revision = saved.revision;
    this.name = saved.name;
  }

  /** Throws WorkbenchError. The notice has an undo action, which shows the comparison again. */
  async delete(): Promise<void> {
    const { choices } = this;
    if (choices.id === null) return;
    const trashId = await comparisons.delete(choices.id);
    this.id = null;
    this.#revision = null;
    this.name = defaultName;
    const restore = async (): Promise<void> => {
      const { id, revision } = await comparisons.restore(trashId);
      this.choices = { ...choices, id, revision };
    };
    session.notify(`The comparison '${choices.name}' was deleted.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(restore),
    });
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

function parseChoices(value: unknown): ComparisonChoices | undefined {
  return choicesSchema.safeParse(value).data;
}

type ComparisonContent = Omit<Comparison, 'id' | 'modified' | 'revision'>;

function pickContent(content: ComparisonContent): ComparisonContent {
  const { name, runs: runIds, metrics, xAxis, smoothing, logScale } = content;
  return { name, runs: runIds, metrics, xAxis, smoothing, logScale };
}

export const comparison = new CurrentComparison();
