import { runTable } from '../../stores/run-table.svelte';
import type { Column } from './column';
import { orderChoices } from './layout';

/** The columns of the table from the left to the right. */
export function shownColumns(): Column[] {
  const byId = new Map(runTable.columns.map((column) => [column.id, column]));
  return orderChoices(runTable.columnChoices).flatMap(({ id }) => byId.get(id) ?? []);
}
