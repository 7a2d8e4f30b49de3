import {
  columnGroupingFeature,
  constructAggregationFn,
  constructTable,
  createGroupedRowModel,
  createSortedRowModel,
  rowAggregationFeature,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
  type Row,
  type SortFn,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import { countRunsOnce } from '#analysis/repeated-runs';
import { mean } from '#analysis/statistics/summary';
import type { Run } from '#spec/run';
import type { Column, ColumnId } from './column';

export interface Sorting {
  id: ColumnId;
  desc: boolean;
}

export interface TableInput {
  runs: readonly Run[];
  /** The shown columns and those that rows are sorted and grouped by. */
  columns: readonly Column[];
  sorting: readonly Sorting[];
  /** The columns of which equal values make a group, the outer one first. */
  grouping: readonly ColumnId[];
  /** Ids of the groups whose runs are not shown. */
  collapsed: ReadonlySet<string>;
}

/** One row as it is shown. */
export type TableRow =
  | { kind: 'run'; id: string; depth: number; run: Run }
  | {
      kind: 'group';
      id: string;
      depth: number;
      column: Column;
      /** The value that the runs share, as it is shown. */
      value: string;
      runs: Run[];
      isOpen: boolean;
    };

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  columnGroupingFeature,
  rowAggregationFeature,
  groupedRowModel: createGroupedRowModel(),
  sortedRowModel: createSortedRowModel(),
});
type Features = typeof features;

const collator = new Intl.Collator('en', { numeric: true });

/** Numbers come before texts; empty values and NaN are undefined, which the table puts last in both directions. */
const compareValues: SortFn<Features, Run> = (rowA, rowB, columnId) => {
  const a = rowA.getValue<unknown>(columnId);
  const b = rowB.getValue<unknown>(columnId);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  return typeof a === 'number' ? -1 : 1;
};

/** What groups are sorted by: the mean that they show, of each seed of the same settings once. */
const meanOfNumbers = constructAggregationFn<Features, Run, unknown, number | undefined>({
  aggregate: ({ rows, getValue }) => {
    const counted = new Set(countRunsOnce(rows.map(({ original }) => original)).runs);
    const values = rows
      .filter(({ original }) => counted.has(original))
      .map(getValue)
      .filter((value) => typeof value === 'number');
    return values.length === 0 ? undefined : mean(values);
  },
});

function defineColumn(column: Column): ColumnDef<Features, Run> {
  return {
    id: column.id,
    accessorFn: column.sortValue,
    getGroupingValue: column.format,
    sortFn: compareValues,
    sortUndefined: 'last',
    aggregationFn: meanOfNumbers,
  };
}

/**
 * Sorts and groups runs: table-core without a framework. It computes again only what its input has changed.
 *
 *     const table = new TableRows();
 *     table.update({ runs, columns, sorting: [{ id: 'run.created', desc: true }], grouping: [], collapsed: new Set() });
 */
export class TableRows {
  readonly #table = constructTable<Features, Run>({
    features,
    columns: [],
    data: [],
    getRowId: (run) => run.id,
    state: { sorting: [], grouping: [] },
  });
  #columns: readonly Column[] = [];
  #definitions: ColumnDef<Features, Run>[] = [];

  update({ runs, columns, sorting, grouping, collapsed }: TableInput): TableRow[] {
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#definitions = columns.map(defineColumn);
    }
    this.#table.setOptions((options) => ({
      ...options,
      data: runs,
      columns: this.#definitions,
      state: { sorting: [...sorting], grouping: [...grouping] },
    }));
    const byId = new Map(columns.map((column) => [column.id, column]));
    const rows: TableRow[] = [];
    const add = (row: Row<Features, Run>): void => {
      const column = byId.get(row.groupingColumnId ?? '');
      if (!column) {
        rows.push({ kind: 'run', id: row.id, depth: row.depth, run: row.original });
        return;
      }
      const isOpen = !collapsed.has(row.id);
      rows.push({
        kind: 'group',
        id: row.id,
        depth: row.depth,
        column,
        value: column.format(row.original),
        runs: row.getLeafRows().flatMap((leaf) => (leaf.subRows.length > 0 ? [] : [leaf.original])),
        isOpen,
      });
      if (isOpen) row.subRows.forEach(add);
    };
    this.#table.getRowModel().rows.forEach(add);
    return rows;
  }
}
