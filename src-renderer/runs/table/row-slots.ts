import type { VirtualItem } from '@tanstack/virtual-core';
import type { TableRow } from './table-rows';

export interface SlottedRow {
  row: TableRow;
  /** Its index in the table. */
  index: number;
  /** Names the element that shows it. */
  slot: string | number;
}

/**
 * Gives rows in view their elements, which they share: another order, or scrolling, changes texts instead of making rows
 * anew.
 */
export class RowSlots {
  /** The most rows that were in view at the same time. */
  #count = 0;

  /** `ownId`: the row that has an element of its own, as one in which a name is typed. */
  place(
    rows: readonly TableRow[],
    items: readonly Pick<VirtualItem, 'index'>[],
    ownId: string | null,
  ): SlottedRow[] {
    this.#count = Math.max(this.#count, items.length);
    return items.flatMap(({ index }) => {
      const row = rows[index];
      return row ? [{ row, index, slot: row.id === ownId ? row.id : index % this.#count }] : [];
    });
  }
}
