import { WorkbenchError } from '#spec/errors';
import { parseSplitMetric } from '#spec/metric-catalogue';
import { quote } from '#spec/quote';
import type { ReportedValue, SpreadKind } from '#spec/reported';
import { readCells, type CellRow } from './cells';
import { whyNotResult } from './check-number';
import { newIds } from './new-ids';
import { parseWrittenNumber, type WrittenNumber } from './parse-number';
import { toUncertainty } from './to-uncertainty';
import { fromUnit, guessUnit, type WrittenUnit } from './unit';

export interface TableOptions {
  /** Of columns whose title names no other one. */
  metric: string;
  /** Of fractions; without it, guessed. */
  unit?: WrittenUnit;
  /** What stands after ± and in brackets. */
  spread?: SpreadKind;
  /** Ids that new entries do not get. */
  taken?: readonly string[];
  /** What all labels begin with. */
  label?: string;
}

export interface ParsedTable {
  entries: ReportedValue[];
  unit: WrittenUnit;
  /** What the columns were taken for, in their order. */
  columns: { title: string; role: 'label' | 'value' | 'uncertainty' | 'n' }[];
}

interface Column {
  index: number;
  title: string;
  role: ParsedTable['columns'][number]['role'];
}

/**
 * The values of a table that was pasted, with tabs, commas, semicolons, Markdown or LaTeX between its cells. Columns of
 * texts are the label, columns of numbers the values, each an entry of its own. A column whose title says so is the
 * uncertainty of the values before it, or the number of runs. Throws `validation` with the line of the first mistake.
 */
export function parseReportedTable(text: string, options: TableOptions): ParsedTable {
  const rows = readCells(text);
  const [first] = rows;
  if (!first)
    throw mistake('There is no table in the text. Paste its rows, with a label and a value each.');
  const hasHeader = isHeader(first, rows[1]);
  const body = hasHeader ? rows.slice(1) : rows;
  if (body.length === 0)
    throw mistake(`Line ${first.line}: the table has titles and no rows. Paste the rows with it.`);
  const columns = findColumns(hasHeader ? first : null, body);
  const values = columns.filter(({ role }) => role === 'value');
  if (values.length === 0)
    throw mistake(
      `Line ${body[0]?.line ?? 1}: there is no number in the row. Separate the cells by tabs, commas, | or &.`,
    );
  const read = body.flatMap((row) => values.flatMap((column) => readValue(row, column, columns)));
  const unit =
    options.unit ??
    guessUnit(
      options.metric,
      read.map(({ number }) => number.value),
      read.some(({ number }) => number.hasPercent) ||
        values.some(({ title }) => title.includes('%')),
    );
  const newId = newIds(options.taken ?? []);
  return {
    unit,
    columns: columns.map(({ title, role }) => ({ title, role })),
    entries: read.map(({ line, cell, label: own, number, spread, n, ...column }, index) => {
      const metric = column.metric ?? options.metric;
      const written = number.hasPercent ? 'percent' : unit;
      const reason = whyNotResult(number, metric, written);
      if (reason !== null) throw mistake(`Line ${line}: ${quote(cell)} is no result: ${reason}.`);
      const label = [options.label, own].filter(Boolean).join(', ') || `value ${index + 1}`;
      return {
        kind: 'value',
        id: newId(label),
        label,
        metric,
        templates: [],
        settings: {},
        value: fromUnit(number.value, written),
        uncertainty: toUncertainty(number, spread ?? options.spread ?? 'unstated', written),
        n,
      };
    }),
  };
}

interface ReadValue {
  line: number;
  /** What is written, with the uncertainty beside it. */
  cell: string;
  label: string;
  /** That the title of the column names. */
  metric: string | null;
  number: WrittenNumber;
  /** That the title of a column beside it names. */
  spread: SpreadKind | null;
  n: number | null;
}

/** A row without numbers above one that has some. */
function isHeader(row: CellRow, next: CellRow | undefined): boolean {
  const hasNumber = ({ cells }: CellRow): boolean =>
    cells.some((cell) => parseWrittenNumber(cell) !== null);
  if (next === undefined) return !hasNumber(row);
  // Titles may be numbers, as of layers, where no label stands before them.
  return !hasNumber(row) || (row.cells[0] === '' && hasNumber(next));
}

function findColumns(header: CellRow | null, body: readonly CellRow[]): Column[] {
  const width = Math.max(...body.map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, index): Column => {
    const title = header?.cells[index] ?? '';
    const cells = body.map((row) => row.cells[index] ?? '').filter((cell) => !isEmpty(cell));
    const numbers = cells.filter((cell) => parseWrittenNumber(cell) !== null).length;
    // One typing mistake among numbers is a mistake, and no column of texts.
    const isOfNumbers = cells.length > 0 && numbers >= cells.length / 2;
    return { index, title, role: isOfNumbers ? roleOf(title) : 'label' };
  });
}

function roleOf(title: string): Column['role'] {
  if (
    /^(±|\+\/-|sd|std\.?( ?dev\.?)?|se|sem|standard (deviation|error)|uncertainty|error bar)$/i.test(
      title,
    )
  )
    return 'uncertainty';
  return /^(n|runs|seeds|trials)$/i.test(title) ? 'n' : 'value';
}

function spreadOf(title: string): SpreadKind | null {
  if (/^(sd|std|standard deviation)/i.test(title)) return 'sd';
  return /^(se|sem|standard error)/i.test(title) ? 'se' : null;
}

/** Nothing where the cell is empty, as of methods that a paper has not tried. */
function readValue(row: CellRow, column: Column, columns: readonly Column[]): ReadValue[] {
  const cell = row.cells[column.index] ?? '';
  if (isEmpty(cell)) return [];
  const number = parseWrittenNumber(cell);
  if (!number)
    throw mistake(
      `Line ${row.line}: ${quote(cell)} is no number. Write 1.7, 1.7 ± 0.1 or 1.7 (0.1), or leave the cell empty.`,
    );
  const beside = columns.find(
    ({ index, role }) => index === column.index + 1 && role === 'uncertainty',
  );
  const besideCell = beside ? (row.cells[beside.index] ?? '') : '';
  const size = parseWrittenNumber(besideCell);
  const metric = parseSplitMetric(column.title) ? column.title : null;
  return [
    {
      line: row.line,
      cell: size ? `${cell} ± ${besideCell}` : cell,
      label: labelOf(row, column, columns),
      metric,
      number: size ? { ...number, uncertainty: size.value } : number,
      spread: size ? spreadOf(beside?.title ?? '') : null,
      n: readCount(row, columns),
    },
  ];
}

/** The texts of the row, and the title of the column where there are several of values: `MNIST, 3 layers, DNI`. */
function labelOf(row: CellRow, column: Column, columns: readonly Column[]): string {
  const texts = columns
    .filter(({ role }) => role === 'label')
    .map(({ index }) => row.cells[index] ?? '')
    .filter(Boolean);
  const isOneOfSeveral = columns.filter(({ role }) => role === 'value').length > 1;
  const isNamed = column.title !== '' && parseSplitMetric(column.title) === null;
  const title = isOneOfSeveral && isNamed ? column.title.replace(/\s*[([]?%[)\]]?\s*$/, '') : '';
  return [...texts, title].filter(Boolean).join(', ');
}

function readCount(row: CellRow, columns: readonly Column[]): number | null {
  const column = columns.find(({ role }) => role === 'n');
  const cell = column ? (row.cells[column.index] ?? '') : '';
  if (isEmpty(cell)) return null;
  const count = parseWrittenNumber(cell)?.value ?? NaN;
  if (Number.isInteger(count) && count > 0) return count;
  throw mistake(
    `Line ${row.line}: ${quote(cell)} is no number of runs. Write a whole number above 0.`,
  );
}

const isEmpty = (cell: string): boolean => /^(|n\/?a|none)$/i.test(cell);

function mistake(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
