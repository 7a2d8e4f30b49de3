import { toCsv } from '#analysis/tables/csv';
import type { Figure } from '#chart/figure';

/** Every number that the figure draws, before it is put on an axis. */
export function figureToCsv({ table }: Figure): string {
  return toCsv(table.columns, table.rows);
}
