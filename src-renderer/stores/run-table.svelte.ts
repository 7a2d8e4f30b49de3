import type { Project } from '#api/types';
import { untrack } from 'svelte';
import { listDifferingSettings } from '#analysis/run-field';
import { findDoubts, parseRunFilter } from '#analysis/run-filter';
import type { Run } from '#spec/run';
import { describeColumns, type ColumnId } from '../runs/table/column';
import {
  addedColumns,
  changeColumn,
  noGroups,
  openGroups,
  replaceColumn,
  showColumn,
  withPlaceColumn,
} from '../runs/table/edit-columns';
import type { ColumnChoice } from '../runs/table/layout';
import { labelSameNames } from '../runs/table/name-labels';
import {
  noSelection,
  select,
  selectAll,
  selectOnly,
  toggle,
  type Selection,
  type SelectionMode,
} from '../runs/table/selection';
import {
  defaultChoices,
  defaultColumnSet,
  parseTableChoices,
  type ColumnSet,
  type TableChoices,
} from '../runs/table/table-choices';
import { TableRows } from '../runs/table/table-rows';
import { listTags } from '../runs/table/tags';
import { loadProjectPreference, saveProjectPreference } from './project-preferences';
import { tellRun } from './run-title';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import { studies } from './studies.svelte';

/** The other settings that differ are in the column chooser. */
const mostDiffering = 30;

/** The table of the Runs view: which runs and columns it shows, in which order and groups, and what is selected in it. */
export class RunTable {
  /** Kept for each project. */
  choices = $state.raw<TableChoices>(defaultChoices);
  /** The filter as it is typed; the last valid one counts. */
  filterText = $state('');
  /** Ids of the groups whose runs are not shown. */
  collapsed = $state.raw(noGroups);
  #selection = $state.raw<Selection>(noSelection);

  /** What is wrong with the filter, in a sentence; null where nothing is. */
  filterError = $derived(parseRunFilter(this.filterText).error);
  /** Which names no run has changes when runs come and go, not with each of their steps. */
  readonly #runCount = $derived(runs.list.length);
  /** Why a filter that is written well cannot match, in a sentence; null where it can. */
  doubt = $derived.by(() => {
    const { filterText } = this;
    if (filterText.trim() === '' || this.#runCount === 0) return null;
    return untrack(() => findDoubts(filterText, runs.list)[0] ?? null);
  });
  readonly #filter = $derived(parseRunFilter(this.choices.filter, studies.names));

  /** Runs that a filter searches: archived ones only if they are asked for. */
  searched = $derived(
    this.choices.showsArchived ? runs.list : runs.list.filter(({ archived }) => !archived),
  );
  archivedCount = $derived(runs.list.reduce((sum, { archived }) => sum + (archived ? 1 : 0), 0));
  shown = $derived(this.#filter.matches ? this.searched.filter(this.#filter.matches) : []);
  /** Runs change all the time, but seldom come, go or get another name. */
  readonly #names = $derived(JSON.stringify(runs.list.map(({ id, name }) => [id, name])));
  /** By run, what tells it from others of its name. */
  labels = $derived.by(() => {
    void this.#names;
    return untrack(() => labelSameNames(runs.list));
  });
  /** Whether names tell the listed runs apart in nothing. */
  hasOneName = $derived(this.shown.every(({ name }) => name === this.shown[0]?.name));
  /** Every tag of the project's runs. */
  tags = $derived(listTags(runs.list));

  set = $derived(this.choices.current);
  /** Ids of columns as one text, which changes seldom, while runs change all the time. */
  readonly #added = $derived(
    this.set.showsDiffering
      ? addedColumns(this.set, listDifferingSettings(this.shown), mostDiffering).join('\n')
      : '',
  );
  /** Whether any run was sent to another place: where it trains has a column then. */
  readonly #hasJobs = $derived(runs.list.some(({ job }) => job !== undefined));
  readonly #chosen = $derived(this.#hasJobs ? withPlaceColumn(this.set) : this.set.columns);
  /** The shown columns: the chosen ones, and those of the settings that differ. */
  columnChoices = $derived<ColumnChoice[]>([
    ...this.#chosen,
    ...(this.#added === '' ? [] : this.#added.split('\n')).map((id) => ({
      id,
      width: null,
      pinned: false,
    })),
  ]);
  readonly #columnIds = $derived(
    [
      ...this.columnChoices.map(({ id }) => id),
      ...this.set.sorting.map(({ id }) => id),
      ...this.set.grouping,
    ]
      .filter((id, index, ids) => ids.indexOf(id) === index)
      .join('\n'),
  );
  /** What is known of the shown columns, and of those that rows are sorted and grouped by. */
  columns = $derived(describeColumns(this.#columnIds.split('\n'), studies.names));

  readonly #table = new TableRows();
  rows = $derived(
    this.#table.update({
      runs: this.shown,
      columns: this.columns,
      sorting: this.set.sorting,
      grouping: this.set.grouping,
      collapsed: this.collapsed,
    }),
  );
  /** Ids of the runs in the order of the table, without those of collapsed groups. */
  order = $derived(this.rows.flatMap((row) => (row.kind === 'run' ? [row.id] : [])));
  /** All shown runs in the order of the table, those of collapsed groups in their place. */
  inOrder = $derived(
    this.rows.flatMap((row): Run[] => {
      if (row.kind === 'run') return [row.run];
      return row.isOpen ? [] : row.runs;
    }),
  );

  /** The selection; a run that another view shows here is selected alone. */
  selection = $derived.by((): Selection => {
    const lead = runs.selectedId;
    if (this.#selection.lead === lead) return this.#selection;
    return lead === null ? noSelection : selectOnly(lead);
  });
  /** The selected runs that the filter has left in the table, in its order. */
  chosen = $derived(this.inOrder.filter(({ id }) => this.selection.ids.has(id)));

  #project: Project | null = null;

  constructor() {
    session.onProjectOpened((project) => {
      if (this.#project?.id === project.id) return;
      this.#project = project;
      this.choices = loadProjectPreference(project, 'run-table', defaultChoices, parseTableChoices);
      this.filterText = this.choices.filter;
      this.collapsed = noGroups;
      this.#selection = noSelection;
    });
  }

  /** What stands beside the name of a run: what tells it from others of its name, else its method and seed. */
  distinguish(run: Run): string {
    return this.labels.get(run.id) ?? tellRun(run);
  }

  /** Changes what is shown, and keeps it. */
  change(changes: Partial<TableChoices>): void {
    this.choices = { ...this.choices, ...changes };
    if (this.#project) saveProjectPreference(this.#project, 'run-table', this.choices);
  }

  changeSet(changes: Partial<ColumnSet>): void {
    this.change({ current: { ...this.set, ...changes } });
  }

  /** Follows what is typed: a text that is no filter leaves the table as it is. */
  setFilter(text: string): void {
    this.filterText = text;
    if (parseRunFilter(text).error === null) this.change({ filter: text });
  }

  showColumn(id: ColumnId, isShown: boolean): void {
    if (isShown || this.columnChoices.length > 1) this.changeSet(showColumn(this.set, id, isShown));
  }

  changeColumn(id: ColumnId, changes: Partial<ColumnChoice>): void {
    this.changeSet(changeColumn({ ...this.set, columns: this.#chosen }, id, changes));
  }

  replaceColumn(id: ColumnId, by: ColumnId): void {
    this.changeSet(replaceColumn(this.set, id, by));
  }

  /** Sets the order of the columns, those of settings that differ included, which then stay. */
  setColumns(columns: ColumnChoice[]): void {
    this.changeSet({ columns });
  }

  /** Adds the settings that differ to the columns, or takes them away. */
  showDiffering(showsDiffering: boolean): void {
    this.changeSet({ showsDiffering, hidden: [] });
  }

  setGrouping(grouping: ColumnId[]): void {
    this.collapsed = noGroups;
    this.changeSet({ grouping });
  }

  setOpen(groupIds: readonly string[], isOpen: boolean): void {
    this.collapsed = openGroups(this.collapsed, groupIds, isOpen);
  }

  saveSet(name: string): void {
    const others = this.choices.sets.filter((saved) => saved.name !== name);
    this.change({ sets: [...others, { name, set: this.set }] });
  }

  deleteSet(name: string): void {
    this.change({ sets: this.choices.sets.filter((saved) => saved.name !== name) });
  }

  openSet(set: ColumnSet = defaultColumnSet): void {
    this.collapsed = noGroups;
    this.change({ current: set });
  }

  select(id: string, mode: SelectionMode): void {
    this.#setSelection(select(this.selection, this.order, id, mode));
  }

  /** Adds the runs to the selection, or removes them where all of them are in it. */
  toggle(ids: readonly string[]): void {
    this.#setSelection(toggle(this.selection, ids));
  }

  /** Selects all runs of the table, those of collapsed groups included. */
  selectAll(): void {
    const ids = this.inOrder.map(({ id }) => id);
    this.#setSelection(selectAll(ids, this.selection));
  }

  /** Keeps only the run that was selected last. */
  selectOne(): void {
    const { lead } = this.selection;
    this.#setSelection(lead === null ? noSelection : selectOnly(lead));
  }

  #setSelection(selection: Selection): void {
    this.#selection = selection;
    runs.selectedId = selection.lead;
  }
}

export const runTable = new RunTable();
