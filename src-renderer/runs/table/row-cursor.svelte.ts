import { runTable } from '../../stores/run-table.svelte';
import { modeOf, moveIndex } from './selection';
import type { TableRow } from './table-rows';

type GroupRow = Extract<TableRow, { kind: 'group' }>;

/** The row that clicks and keys act on: a group, or else the run that was selected last. */
export class RowCursor {
  #groupId = $state<string | null>(null);
  readonly #show: (index: number) => void;

  /** The id of that row; null where there is none. */
  active = $derived(this.#groupId ?? runTable.selection.lead);
  /** The id of its element. */
  elementId = $derived(
    this.active === null ? undefined : `${this.#groupId === null ? 'run' : 'group'}-${this.active}`,
  );

  /** `show`: scrolls to a row of the table. */
  constructor(show: (index: number) => void) {
    this.#show = show;
  }

  /** The group that keys act on. */
  get group(): GroupRow | undefined {
    return this.#groupId === null ? undefined : findGroup(this.#groupId);
  }

  /** Acts on a click on a row, whose element names a run or a group. */
  click({ run, group: id }: DOMStringMap, event: MouseEvent): void {
    if (run !== undefined) runTable.select(run, modeOf(event));
    const group = id === undefined ? undefined : findGroup(id);
    if (group && modeOf(event) === 'one') runTable.setOpen([group.id], !group.isOpen);
    else if (group) runTable.toggle(group.runs.map((member) => member.id));
    this.#groupId = id ?? null;
  }

  /** Selects the run for a menu, unless it is one of several selected ones. */
  selectForMenu(runId: string): void {
    if (!runTable.selection.ids.has(runId)) runTable.select(runId, 'one');
    this.#groupId = null;
  }

  /** Moves by so many rows; `isRange` selects the runs in between. */
  move(by: number, isRange: boolean): void {
    const { rows } = runTable;
    const index = moveIndex(
      rows.findIndex(({ id }) => id === this.active),
      by,
      rows.length,
    );
    const row = rows[index];
    if (!row) return;
    this.#groupId = row.kind === 'group' ? row.id : null;
    if (row.kind === 'run') runTable.select(row.id, isRange ? 'range' : 'one');
    this.#show(index);
  }

  /** Adds the row to the selection, or removes it. */
  toggle(): void {
    const { group } = this;
    const { lead } = runTable.selection;
    if (group) runTable.toggle(group.runs.map(({ id }) => id));
    else if (lead !== null) runTable.select(lead, 'toggle');
  }
}

function findGroup(id: string): GroupRow | undefined {
  const row = runTable.rows.find((other) => other.id === id);
  return row?.kind === 'group' ? row : undefined;
}
