export interface ColumnWindow {
  /** The columns that are drawn: from `start` to before `end`. */
  start: number;
  end: number;
}

/** Columns beside the visible ones that are drawn too, so that the keyboard can step to them. */
const margin = 2;

/** The columns of a wide table that are in view, given their equal widths, as it is scrolled. */
export function computeColumnWindow(
  count: number,
  columnWidth: number,
  scrolled: number,
  viewWidth: number,
): ColumnWindow {
  const first = Math.floor(Math.max(0, scrolled) / columnWidth) - margin;
  const last = Math.ceil((Math.max(0, scrolled) + viewWidth) / columnWidth) + margin;
  const end = Math.min(count, Math.max(0, last));
  return { start: Math.max(0, Math.min(first, end)), end };
}
