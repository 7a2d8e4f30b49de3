import { modelName } from '#spec/run';
import { untrack } from 'svelte';
import { findCompared, suggestFields } from '#analysis/compared-runs';
import { parseRunFilter } from '#analysis/run-filter';
import type { RunField } from '#analysis/run-field';
import type { Chart, Comparison, ComparisonContent } from '#spec/comparison';
import { addChart, chartedMetrics, moveChart, type NewChart } from './comparison-charts';
import { linesChart, suggestCharts } from '#chart/suggest-charts';
import {
  choicesOf,
  newChoices,
  newName,
  parseChoices,
  pickContent,
  type ComparisonChoices,
} from './comparison-choices';
import { comparisons } from './comparisons.svelte';
import { isComparable, listMetrics, sortMetrics } from '#chart/metric-names';
import { loadProjectPreference, saveProjectPreference } from './project-preferences';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import { studies } from './studies.svelte';
import type { AxisRange } from '#chart/axes/axis-range';
import type { XAxis } from '#spec/comparison';

const maxSuggestedRuns = 30;

/**
 * The comparison in the Compare view, saved or not: which runs it compares, in which groups, and how they are drawn. It
 * is there again after a reload and when the project is opened again.
 */
class CurrentComparison {
  choices = $state.raw<ComparisonChoices>(newChoices());
  /** The visible part of the x axis, in the unit of the axis; null: all of it. */
  range = $state.raw<AxisRange | null>(null);

  // Each part of the choices by itself: a change of the axis works nothing out again that follows from the runs.
  #runIds = $derived(this.choices.runs);
  #filterText = $derived(this.choices.filter);
  #groupBy = $derived(this.choices.groupBy);
  #chosenCharts = $derived(this.choices.charts);
  #chosenMetrics = $derived(this.choices.metrics);
  #hiddenKeys = $derived(this.choices.hidden);
  /** Colours that the user has chosen, by key. */
  colors = $derived(this.choices.colors);

  filter = $derived(
    this.#filterText === null ? null : parseRunFilter(this.#filterText, studies.names),
  );
  /** Those chosen by hand and those that match the filter, the oldest first. */
  runs = $derived(findCompared(runs.list, this.#runIds, this.#filterText, this.filter));
  /** Settings of a run do not change: what follows from them is worked out again when other runs are compared. */
  #members = $derived(this.runs.map(({ id }) => id).join('\n'));
  #suggestedFields = $derived.by(() => {
    void this.#members;
    return untrack(() => suggestFields(this.runs));
  });
  /** The fields of which equal values make a group; empty: every run is a curve of its own. */
  fields = $derived<readonly RunField[]>(this.#groupBy ?? this.#suggestedFields);
  charts = $derived<readonly Chart[]>(
    this.#chosenCharts ?? suggestCharts(this.#chosenMetrics, this.runs),
  );
  /** The metrics that have a chart of lines, in the order of display. */
  metrics = $derived(sortMetrics(chartedMetrics(this.charts)));
  /** Every metric that one of the runs has, and what is charted. */
  available = $derived(
    sortMetrics([...listMetrics(this.runs).filter(isComparable), ...this.metrics]),
  );
  hidden = $derived<ReadonlySet<string>>(new Set(this.#hiddenKeys));

  id = $derived(this.choices.id);
  name = $derived(this.choices.name);
  saved = $derived(comparisons.list.find((other) => other.id === this.id) ?? null);
  isDirty = $derived(
    this.saved !== null &&
      JSON.stringify(pickContent(this.saved)) !== JSON.stringify(this.readContent()),
  );
  /** The choices that a new comparison began with. */
  #untouched = $state('');
  /** What the user has changed since the comparison was opened, saved or suggested would be lost. */
  hasUnsavedChanges = $derived(
    this.id === null ? JSON.stringify(this.choices) !== this.#untouched : this.isDirty,
  );

  #projectId: string | null = null;

  constructor() {
    session.onProjectOpened((project) => {
      if (this.#projectId === project.id) return;
      this.#projectId = project.id;
      this.reset();
      this.#open(loadProjectPreference(project, 'comparison', this.choices, parseChoices));
    });
    $effect.root(() => {
      $effect(() => {
        const { project } = session;
        // Of a new comparison without a change, the newest runs are suggested again.
        const choices = this.id !== null || this.hasUnsavedChanges ? this.choices : null;
        if (project && project.id === this.#projectId)
          saveProjectPreference(project, 'comparison', choices);
      });
    });
  }

  /** Changes some of the choices. A zoom ends where the axis is another one. */
  change(changes: Partial<ComparisonChoices>): void {
    this.choices = { ...this.choices, ...changes };
  }

  setAxis(xAxis: XAxis, detail: { xMetric?: string; xModule?: string } = {}): void {
    this.change({ xAxis, ...detail });
    this.range = null;
  }

  reset(): void {
    this.#open(newChoices());
    this.#untouched = JSON.stringify(this.choices);
  }

  /** Selects the newest runs of the model trained last, unless runs are compared already. */
  suggest(): void {
    if (this.choices.runs.length > 0 || this.choices.filter !== null) return;
    const listed = runs.list.filter(({ archived }) => !archived);
    const newest = listed[0];
    if (!newest) return;
    const sameModel = listed.filter((run) =>
      newest.modelId === null
        ? modelName(run) === modelName(newest)
        : run.modelId === newest.modelId,
    );
    this.change({ runs: sameModel.slice(0, maxSuggestedRuns).map(({ id }) => id) });
    if (this.id === null) this.#untouched = JSON.stringify(this.choices);
  }

  /** Opens a saved comparison. What was not saved of the present one can be brought back. */
  show(saved: Comparison): void {
    this.#leaveFor(() => this.#open(choicesOf(saved)));
  }

  /** Begins a new comparison. */
  startNew(): void {
    this.#leaveFor(() => {
      this.reset();
      this.suggest();
    });
  }

  /** Shows exactly these runs in the Compare view, as a new comparison. */
  showRuns(runIds: readonly string[]): void {
    this.#leaveFor(() => this.#open(newChoices({ runs: [...runIds] })));
    session.show('compare');
  }

  /** Shows all runs that match a filter, also those that are still to come, as a new comparison. */
  showFilter(
    filter: string,
    choices: Partial<Pick<ComparisonChoices, 'groupBy' | 'baseline'>> = {},
  ): void {
    this.#leaveFor(() => this.#open(newChoices({ filter, ...choices })));
    session.show('compare');
  }

  addRun(runId: string): void {
    if (!this.runs.some(({ id }) => id === runId)) this.selectRuns([runId], true);
  }

  /**
   * Adds runs, or takes them out. A run that matches the filter cannot be taken out of it: the runs that match at the
   * moment are then the ones that are compared.
   */
  selectRuns(ids: readonly string[], selected: boolean): void {
    const concerned = new Set(ids);
    const { choices } = this;
    if (selected) {
      const others = this.choices.runs.filter((id) => !concerned.has(id));
      this.change({ runs: [...others, ...ids] });
      return;
    }
    const chosen = new Set(this.choices.runs);
    const breaksFilter = this.runs.some(({ id }) => concerned.has(id) && !chosen.has(id));
    const before = breaksFilter ? this.runs.map(({ id }) => id) : this.choices.runs;
    this.change({
      runs: before.filter((id) => !concerned.has(id)),
      filter: breaksFilter ? null : this.choices.filter,
    });
    if (breaksFilter)
      session.notify(
        'The filter is off: the runs that matched it are now chosen by hand.',
        'info',
        {
          label: 'Undo',
          run: () => (this.choices = choices),
        },
      );
  }

  /** Hides groups and runs in charts, or shows them again. */
  hide(keys: readonly string[], hidden: boolean): void {
    const others = this.choices.hidden.filter((key) => !keys.includes(key));
    this.change({ hidden: hidden ? [...others, ...keys] : others });
  }

  /** Gives a group or run a colour; null: that of the program. */
  setColor(key: string, color: number | null): void {
    const colors = Object.fromEntries(
      Object.entries(this.choices.colors).filter(([other]) => other !== key),
    );
    this.change({ colors: color === null ? colors : { ...colors, [key]: color } });
  }

  selectMetric(metric: string, selected: boolean): void {
    const others = this.charts.filter((chart) => chart.kind !== 'lines' || chart.metric !== metric);
    this.change({ charts: selected ? [...others, linesChart(metric)] : others });
  }

  /** Returns the id of the new chart. */
  addChart(chart: NewChart, after?: string): string {
    const before = new Set(this.charts.map(({ id }) => id));
    const charts = addChart(this.charts, chart, after);
    this.change({ charts });
    return charts.find(({ id }) => !before.has(id))?.id ?? '';
  }

  updateChart<C extends Chart>(chart: C, changes: Partial<Omit<C, 'id' | 'kind'>>): void {
    this.change({
      charts: this.charts.map((other) =>
        other.id === chart.id ? ({ ...other, ...changes } as Chart) : other,
      ),
    });
  }

  /** Moves a chart to a place in the order, counted from 0 without it. */
  moveChart(id: string, to: number): void {
    this.change({ charts: moveChart(this.charts, id, to) });
  }

  /** Takes a chart out; the notice has an undo action. */
  removeChart(id: string): void {
    const { charts } = this;
    this.change({ charts: charts.filter((chart) => chart.id !== id) });
    session.notify('A chart was removed.', 'info', {
      label: 'Undo',
      run: () => this.change({ charts: [...charts] }),
    });
  }

  /**
   * Throws WorkbenchError. With `asNew`, creates another comparison instead of replacing the saved
   * one.
   */
  async save(name: string, asNew = false): Promise<void> {
    const id = asNew ? undefined : (this.id ?? undefined);
    // One that was deleted meanwhile is simply saved again.
    const baseRevision = asNew || !this.saved ? undefined : (this.choices.revision ?? undefined);
    const saved = await comparisons.save({ id, ...this.readContent(), name }, baseRevision);
    this.choices = choicesOf(saved);
  }

  /** Throws WorkbenchError. The notice has an undo action, which shows the comparison again. */
  async delete(): Promise<void> {
    const { choices } = this;
    if (choices.id === null) return;
    const trashId = await comparisons.delete(choices.id);
    this.change({ id: null, revision: null, name: newName });
    const restore = async (): Promise<void> => {
      const { id, revision } = await comparisons.restore(trashId);
      this.#open({ ...choices, id, revision });
    };
    session.notify(`The comparison '${choices.name}' was deleted.`, 'info', {
      label: 'Undo',
      run: () => void session.attempt(restore),
    });
  }

  #open(choices: ComparisonChoices): void {
    this.choices = choices;
    this.range = null;
  }

  /** Shows another comparison. What was not saved of the present one can be brought back. */
  #leaveFor(showNext: () => void): void {
    const { choices, hasUnsavedChanges } = this;
    showNext();
    if (hasUnsavedChanges)
      session.notify(`Changes to '${choices.name}' were left behind.`, 'info', {
        label: 'Undo',
        run: () => this.#open(choices),
      });
  }

  /** What is shown, as it is saved. Suggested charts are saved as they are, so that the comparison opens with the same ones. */
  readContent(): ComparisonContent {
    const { choices } = this;
    const { metrics } = choices;
    return pickContent({
      ...choices,
      metrics: metrics ?? this.metrics,
      charts: metrics === null ? [...this.charts] : choices.charts,
    });
  }
}

export const comparison = new CurrentComparison();
