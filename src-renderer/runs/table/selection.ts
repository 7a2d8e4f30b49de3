/**
 * Which rows of a list are selected, as in a file manager: a click selects one row, with Ctrl or Cmd it adds or removes
 * it, with Shift it selects everything from the anchor.
 */
export interface Selection {
  /** Ids of selected runs. */
  ids: ReadonlySet<string>;
  /** Where a range begins: the run that was selected last without Shift. */
  anchor: string | null;
  /** The run that was selected last. */
  lead: string | null;
}

export type SelectionMode = 'one' | 'toggle' | 'range';

export const noSelection: Selection = { ids: new Set(), anchor: null, lead: null };

export function selectOnly(id: string): Selection {
  return { ids: new Set([id]), anchor: id, lead: id };
}

/** `ids`: of the shown runs, from the top. */
export function selectAll(ids: readonly string[], { lead }: Selection): Selection {
  const last = lead !== null && ids.includes(lead) ? lead : (ids[0] ?? null);
  return { ids: new Set(ids), anchor: last, lead: last };
}

/** The mode of a click or of the space bar. */
export function modeOf(event: {
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}): SelectionMode {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'one';
}

/** Selects `id`; `order` lists the ids of the shown runs from the top. */
export function select(
  selection: Selection,
  order: readonly string[],
  id: string,
  mode: SelectionMode,
): Selection {
  if (mode === 'toggle') return toggle(selection, [id]);
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (mode === 'one' || from < 0 || to < 0) return selectOnly(id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set(range), anchor: selection.anchor, lead: id };
}

/** Removes the ids where all of them are selected, else adds them. */
export function toggle(selection: Selection, ids: readonly string[]): Selection {
  const remaining = new Set(selection.ids);
  if (ids.every((id) => remaining.has(id))) {
    for (const id of ids) remaining.delete(id);
    const isLeadKept = selection.lead !== null && remaining.has(selection.lead);
    const lead = isLeadKept ? selection.lead : ([...remaining].at(-1) ?? null);
    return { ids: remaining, anchor: lead, lead };
  }
  for (const id of ids) remaining.add(id);
  const lead = ids.at(-1) ?? selection.lead;
  return { ids: remaining, anchor: lead, lead };
}

/** The row below the selected ones, which takes their place once they are deleted; the one above at the end of the list. */
export function findNext({ ids }: Selection, order: readonly string[]): string | null {
  const last = order.reduce((found, id, index) => (ids.has(id) ? index : found), -1);
  const below = order.slice(last + 1);
  const above = order.slice(0, Math.max(0, last)).reverse();
  return [...below, ...above].find((id) => !ids.has(id)) ?? null;
}

/** By how many rows a key moves; null for other keys. `page`: the rows that fit on the screen. */
export function rowsOfKey(key: string, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'PageDown':
      return page;
    case 'PageUp':
      return -page;
    case 'Home':
      return -Infinity;
    case 'End':
      return Infinity;
    default:
      return null;
  }
}

/** The index `by` rows further, within a list of `count` rows. */
export function moveIndex(index: number, by: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index + by));
}
