import { basename } from 'node:path';
import { nameColumns } from '#data/import/column-names';
import { readLayout, skipLines } from '#data/formats/read-layout';
import type { DecimalMark } from '#data/formats/table-numbers';
import { readRows } from '#data/formats/table-rows';
import { decodeText, detectEncoding, type DetectedEncoding } from '#data/formats/text-encoding';
import type { TableLayout } from '#data/formats/table-layout';
import { countNoun } from '#spec/count-noun';
import type { CurveImport } from '#spec/curve-import';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { findColumns, type CurveColumns } from './curve-columns';

/** A table of curves that is open for reading. */
export interface CurveTable extends CurveColumns {
  path: string;
  encoding: DetectedEncoding;
  layout: TableLayout;
  decimal: DecimalMark;
  /** The cells of the first rows. */
  firstRows: string[][];
}

/** Rows from which the roles of the columns are found. */
const sampleRows = 200;

/** Looks at the beginning of a table. Throws `validation` where it cannot be one of curves. */
export async function openCurveTable(
  path: string,
  { columns: wanted, delimiter, decimal: given, encoding: name }: CurveImport,
): Promise<CurveTable> {
  const file = basename(path);
  const encoding = await detectEncoding(path, name);
  const layout = await readLayout(path, encoding, {
    delimiter,
    decimal: given,
    header: true,
    names: [],
  });
  const decimal = layout.decimal ?? '.';
  const firstRows: string[][] = [];
  const enough = new Error('enough rows');
  await readCells({ path, encoding, layout, file }, (cells) => {
    firstRows.push(cells);
    if (firstRows.length > sampleRows) throw enough;
  }).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
  const [head, ...rows] = firstRows;
  if (!head || rows.length === 0)
    throw new WorkbenchError(
      'validation',
      `${quote(file)} has no rows below its head: there are no curves in it.`,
    );
  const columns = findColumns(file, nameColumns(head), rows, { wanted, decimal });
  return { ...columns, path, encoding, layout, decimal, firstRows: rows };
}

/** Calls a function with the cells of each row below the head, and the line at which it ends. */
export async function readCurveRows(
  table: CurveTable,
  onRow: (cells: string[], line: number) => void,
): Promise<void> {
  const { names, file } = table;
  let isHead = true;
  await readCells(table, (cells, line) => {
    if (isHead) {
      isHead = false;
      return;
    }
    if (cells.length !== names.length)
      throw new WorkbenchError(
        'validation',
        `Line ${line} of ${quote(file)} has ${countNoun(cells.length, 'cell')}, but the head has ${names.length}. Mend that line, or choose what separates the cells.`,
      );
    onRow(cells, line);
  });
}

async function readCells(
  { path, encoding, layout, file }: Pick<CurveTable, 'path' | 'encoding' | 'layout' | 'file'>,
  onRow: (cells: string[], line: number) => void,
): Promise<void> {
  const text = skipLines(decodeText(path, encoding), layout.skipped);
  await readRows(text, layout.delimiter, file, onRow);
}
