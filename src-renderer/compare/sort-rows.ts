import type { FieldValue } from '#analysis/run-field';

/** The order of the rows of a table; null: as they are. */
export interface RowOrder {
  /** Id of a column. */
  column: string;
  descending: boolean;
}

/** The order after a click on the head of a column: rising, falling, as they are. */
export function nextOrder(order: RowOrder | null, column: string): RowOrder | null {
  if (order?.column !== column) return { column, descending: false };
  return order.descending ? null : { column, descending: true };
}

/** Sorts rows by a value: numbers by size, texts by the alphabet and numbers in them by size, missing values last. */
export function sortRows<R>(
  rows: readonly R[],
  valueOf: (row: R) => FieldValue,
  descending: boolean,
): R[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => {
      const [missingA, missingB] = [isMissing(a.value), isMissing(b.value)];
      if (missingA || missingB) return Number(missingA) - Number(missingB);
      return sign * compareValues(a.value, b.value);
    })
    .map(({ row }) => row);
}

function isMissing(value: FieldValue): boolean {
  return value === null || Number.isNaN(value);
}

const collator = new Intl.Collator('en', { numeric: true });

function compareValues(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}
