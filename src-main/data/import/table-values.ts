import type { ScalingMethod, TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Column } from '../dataset';
import { takeTurn } from '#files/take-turn';
import type { Table } from './read-table';
import { allRows } from './table-file';
import { findConstant, fitScaling, measure, type Matrix, type Scaling } from './table-scaling';

/** Rows of a file that are a part of the data set, and the columns of a field in that file. */
export interface FieldRows {
  table: Table;
  rows: Uint32Array;
  columns: readonly number[];
}

/** What replaces missing cells, column by column; null where none is missing. */
type Fill = (number | null)[];

/** A field of values in all parts, and what was done to its numbers. */
export interface FieldValues {
  parts: (Column | null)[];
  scaling: Scaling | null;
  /** Columns with one number in all rows of the training part. */
  constant: { name: string; variesElsewhere: boolean }[];
  /** The numbers of the training file as they are stored, by row of the file. */
  stored: Matrix;
  notes: string[];
}

/**
 * The numbers of a field: missing ones are filled in, then all are scaled, both with what the training part, the first
 * one, gives. Throws `validation` where it gives nothing.
 */
export async function fieldValues(
  parts: readonly (FieldRows | null)[],
  { missing, missingValue }: Pick<TableRequest, 'missing' | 'missingValue'>,
  scalingMethod: ScalingMethod | null,
): Promise<FieldValues> {
  const [train] = parts;
  if (!train) throw new Error('There is no training part.');
  const files = [...new Map(parts.flatMap((part) => (part ? [[part.table, part]] : []))).values()];
  const fill =
    missing === 'mean' || missing === 'constant'
      ? await chooseFill(train, files, missing === 'mean' ? null : missingValue)
      : train.columns.map(() => null);
  const filled = (part: FieldRows): Matrix => ({
    rows: part.rows.length,
    columns: part.columns.length,
    get: (row, column) => cellOf(part, fill, part.rows[row] ?? 0, column),
  });
  const scaling = scalingMethod === null ? null : await fitScaling(scalingMethod, filled(train));
  const scaled = ({ get, ...size }: Matrix): Matrix => ({
    ...size,
    get: (row, column) => scaleNumber(get(row, column), scaling, column),
  });
  const columns: (Column | null)[] = [];
  for (const part of parts) columns.push(part && (await toColumn(scaled(filled(part)))));
  // The numbers of a single row are the same, which matters to their scaling alone.
  const isExamined = train.rows.length > 1 || scaling !== null;
  const constant = isExamined ? await findConstant(filled(train)) : [];
  const everywhere = new Set(
    await findConstant(joinRows(parts.flatMap((part) => (part ? [filled(part)] : [])))),
  );
  return {
    parts: columns,
    scaling,
    constant: constant.map((column) => ({
      name: nameOf(train, column),
      variesElsewhere: !everywhere.has(column),
    })),
    stored: scaled(filled({ ...train, rows: allRows(train.table) })),
    notes: noteFills(files, fill, missing === 'mean'),
  };
}

/** The rows of all these matrices, one after the other. */
function joinRows(matrices: readonly Matrix[]): Matrix {
  return {
    rows: matrices.reduce((sum, { rows }) => sum + rows, 0),
    columns: matrices[0]?.columns ?? 0,
    get: (row, column) => {
      let at = row;
      for (const { rows, get } of matrices) {
        if (at < rows) return get(at, column);
        at -= rows;
      }
      return Number.NaN;
    },
  };
}

function cellOf({ table, columns }: FieldRows, fill: Fill, row: number, column: number): number {
  const value = table.get(row, columns[column] ?? -1);
  return Number.isNaN(value) ? (fill[column] ?? value) : value;
}

function scaleNumber(value: number, scaling: Scaling | null, column: number): number {
  if (!scaling) return value;
  return (value - (scaling.offset[column] ?? 0)) / (scaling.scale[column] ?? 1);
}

/** The constant or, where it is null, the mean of the training rows for each column with missing cells. */
async function chooseFill(
  train: FieldRows,
  files: readonly FieldRows[],
  constant: number | null,
): Promise<Fill> {
  const matrix: Matrix = {
    rows: train.rows.length,
    columns: train.columns.length,
    get: (row, column) => train.table.get(train.rows[row] ?? 0, train.columns[column] ?? -1),
  };
  const fill: Fill = [];
  for (let column = 0; column < matrix.columns; column++) {
    if (countMissing(files, column) === 0) fill.push(null);
    else if (constant !== null) fill.push(constant);
    else {
      const { count, mean } = await measure(matrix, column);
      if (count === 0)
        throw new WorkbenchError(
          'validation',
          `The column ${quote(nameOf(train, column))} has no number in the training part, and so no mean to fill in. Leave the column out, or fill in a constant.`,
        );
      fill.push(mean);
    }
  }
  return fill;
}

function countMissing(files: readonly FieldRows[], column: number): number {
  return files.reduce(
    (sum, { table, columns }) => sum + (table.columns[columns[column] ?? -1]?.missing ?? 0),
    0,
  );
}

function nameOf({ table, columns }: FieldRows, column: number): string {
  return table.columns[columns[column] ?? -1]?.name ?? '';
}

function noteFills(files: readonly FieldRows[], fill: Fill, isMean: boolean): string[] {
  const [train] = files;
  const filled = fill.flatMap((value, column) =>
    value === null || !train
      ? []
      : [{ name: quote(nameOf(train, column)), value, count: countMissing(files, column) }],
  );
  if (filled.length === 0) return [];
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const list = filled
    .slice(0, 12)
    .map(
      ({ name, value, count }) =>
        `${count.toLocaleString('en')} in ${name}${isMean ? ` with ${Number(value.toPrecision(6))}` : ''}`,
    )
    .join(', ');
  const more = filled.length > 12 ? `, and in ${filled.length - 12} more columns` : '';
  const what = isMean
    ? 'the mean of the column in the training part'
    : String(filled[0]?.value ?? 0);
  return [
    `${total.toLocaleString('en')} missing ${total === 1 ? 'cell is' : 'cells are'} filled in with ${what}: ${list}${more}.`,
  ];
}

/** One row after the other, rounded to float32. */
async function toColumn({ rows, columns, get }: Matrix): Promise<Column> {
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    if (row % 64 === 0) await takeTurn();
    for (let column = 0; column < columns; column++)
      data[row * columns + column] = get(row, column);
  }
  return { kind: 'values', shape: [columns], data, scale: 1 };
}
