import type { ColumnId } from './column';
import type { ColumnChoice } from './layout';
import type { ColumnSet } from './table-choices';

/** Changes of the columns of a table, as far as they do not concern their order. */

const newChoice = (id: ColumnId): ColumnChoice => ({ id, width: null, pinned: false });

/** Adds a column at the right end, or takes it away. */
export function showColumn(set: ColumnSet, id: ColumnId, isShown: boolean): ColumnSet {
  const columns = set.columns.filter((choice) => choice.id !== id);
  const hidden = set.hidden.filter((other) => other !== id);
  return isShown
    ? { ...set, columns: [...columns, newChoice(id)], hidden }
    : { ...set, columns, hidden: [...hidden, id] };
}

/** Changes the width of a column, or whether it is pinned. A setting that differs gets a column of its own by that. */
export function changeColumn(
  set: ColumnSet,
  id: ColumnId,
  changes: Partial<ColumnChoice>,
): ColumnSet {
  const isChosen = set.columns.some((choice) => choice.id === id);
  const columns = isChosen ? set.columns : [...set.columns, newChoice(id)];
  return { ...set, columns: applyChanges(columns, id, changes) };
}

/** Shows another column in the place of one, such as the best value of a metric in that of the last. */
export function replaceColumn(set: ColumnSet, id: ColumnId, by: ColumnId): ColumnSet {
  const columns = set.columns.filter((choice) => choice.id !== by);
  return {
    ...set,
    columns: applyChanges(columns, id, { id: by }),
    sorting: set.sorting.map((entry) => (entry.id === id ? { ...entry, id: by } : entry)),
    grouping: set.grouping.map((other) => (other === id ? by : other)),
  };
}

function applyChanges(
  choices: readonly ColumnChoice[],
  id: ColumnId,
  changes: Partial<ColumnChoice>,
): ColumnChoice[] {
  return choices.map((choice) => (choice.id === id ? { ...choice, ...changes } : choice));
}

/** The settings that differ and have no column yet, up to `most`: more are no table any more. */
export function addedColumns(
  set: ColumnSet,
  differing: readonly ColumnId[],
  most: number,
): ColumnId[] {
  const known = new Set([...set.columns.map(({ id }) => id), ...set.hidden]);
  return differing.filter((id) => !known.has(id)).slice(0, most);
}

/** The columns with one for the place behind that of the status, unless the user has put it elsewhere or taken it away. */
export function withPlaceColumn({ columns, hidden }: ColumnSet): ColumnChoice[] {
  const id = 'run.place';
  if (hidden.includes(id) || columns.some((choice) => choice.id === id)) return columns;
  const at = columns.findIndex((choice) => choice.id === 'run.status') + 1;
  return [...columns.slice(0, at), newChoice(id), ...columns.slice(at)];
}

/** The collapsed groups after some were opened or closed. */
export function openGroups(
  collapsed: ReadonlySet<string>,
  groupIds: readonly string[],
  isOpen: boolean,
): ReadonlySet<string> {
  const result = new Set(collapsed);
  for (const id of groupIds)
    if (isOpen) result.delete(id);
    else result.add(id);
  return result;
}

export const noGroups: ReadonlySet<string> = new Set();
