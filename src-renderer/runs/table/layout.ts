import type { Column, ColumnId } from './column';

/** A column that the user has chosen. */
export interface ColumnChoice {
  id: ColumnId;
  /** In pixels; null: that of the column. */
  width: number | null;
  /** Whether it stays at the left while the others scroll. */
  pinned: boolean;
}

/** Where a shown column stands. */
export interface PlacedColumn {
  column: Column;
  pinned: boolean;
  width: number;
  /** Distance from the left edge of the table at which a pinned column stays. */
  left: number;
}

export const leastWidth = 44;
export const mostWidth = 900;
/**
 * Columns of texts take the space that is left, up to this width, in this order: names are cut first, and notes are often
 * empty. Together they fill a screen of 2560 pixels.
 */
const growing: readonly (readonly [ColumnId, number])[] = [
  ['run.name', 560],
  ['run.study', 360],
  ['run.model', 280],
  ['progress', 240],
  ['run.notes', 420],
];

/** Pinned columns first, else in the order of the choices. */
export function orderChoices(choices: readonly ColumnChoice[]): ColumnChoice[] {
  return [...choices.filter(({ pinned }) => pinned), ...choices.filter(({ pinned }) => !pinned)];
}

/** `columns`: what is known of them; `available`: the width of the table, `lead` that of the checkboxes. */
export function placeColumns(
  choices: readonly ColumnChoice[],
  columns: readonly Column[],
  available: number,
  lead: number,
): PlacedColumn[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const chosen = orderChoices(choices).flatMap((choice) => {
    const column = byId.get(choice.id);
    return column ? [{ ...choice, column, shown: choice.width ?? column.width }] : [];
  });
  const rest = available - lead - chosen.reduce((sum, { shown }) => sum + shown, 0);
  const added = shareOut(
    rest,
    chosen.filter(({ width }) => width === null).map(({ column }) => column),
  );
  let left = lead;
  return chosen.map(({ column, pinned, shown }) => {
    const width = Math.floor(shown + (added.get(column.id) ?? 0));
    const placed = { column, pinned, width, left };
    left += width;
    return placed;
  });
}

/** By column, the part it takes of the space that is left. */
function shareOut(space: number, columns: readonly Column[]): ReadonlyMap<ColumnId, number> {
  const added = new Map<ColumnId, number>();
  let rest = space;
  for (const [id, most] of growing) {
    const column = columns.find((other) => other.id === id);
    const part = column ? Math.max(0, Math.min(rest, most - column.width)) : 0;
    added.set(id, part);
    rest -= part;
  }
  return added;
}

/** Moves a column by one place among those that are pinned as it is. */
export function moveColumn(
  choices: readonly ColumnChoice[],
  id: ColumnId,
  by: -1 | 1,
): ColumnChoice[] {
  const ordered = orderChoices(choices);
  const index = ordered.findIndex((choice) => choice.id === id);
  const [moved, other] = [ordered[index], ordered[index + by]];
  if (!moved || other?.pinned !== moved.pinned) return ordered;
  ordered[index] = other;
  ordered[index + by] = moved;
  return ordered;
}

/** Moves a column to the place of another one, and pins it where that is pinned. */
export function dropColumn(
  choices: readonly ColumnChoice[],
  id: ColumnId,
  onto: ColumnId,
): ColumnChoice[] {
  const ordered = orderChoices(choices);
  const from = ordered.findIndex((choice) => choice.id === id);
  const to = ordered.findIndex((choice) => choice.id === onto);
  const [moved, target] = [ordered[from], ordered[to]];
  if (!moved || !target || from === to) return ordered;
  ordered.splice(from, 1);
  ordered.splice(to, 0, { ...moved, pinned: target.pinned });
  return ordered;
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(mostWidth, Math.max(leastWidth, width)));
}
