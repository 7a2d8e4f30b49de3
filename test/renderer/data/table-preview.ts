import type { ColumnRole, TablePreview } from '#spec/dataset';

export type PreviewColumn = TablePreview['columns'][number];

/** A column of numbers; the rest as given. */
export function column(name: string, rest: Partial<PreviewColumn> = {}): PreviewColumn {
  return {
    name,
    kind: 'number',
    missing: 0,
    distinct: null,
    range: { min: 0, max: 1, mean: 0.5 },
    role: 'feature',
    note: null,
    ...rest,
  };
}

/** The preview of a table with these columns. */
export function preview(columns: PreviewColumn[], rest: Partial<TablePreview> = {}): TablePreview {
  return {
    dialect: { delimiter: ',', encoding: 'utf-8', header: true, decimal: '.' },
    columns,
    rows: [],
    counts: { train: 10, validation: 0, test: 0 },
    classes: null,
    notes: [],
    warnings: [],
    refusal: null,
    ...rest,
  };
}

export function rolesOf(columns: readonly { role: ColumnRole }[]): string {
  return columns.map(({ role }) => role).join(' ');
}
