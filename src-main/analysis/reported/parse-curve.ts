import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { ReportedAxis, ReportedCurve } from '#spec/reported';
import { readCells, type CellRow } from './cells';
import { newIds } from './new-ids';
import { parseWrittenNumber } from './parse-number';
import { fromUnit, guessUnit, type WrittenUnit } from './unit';

export interface CurveOptions {
  metric: string;
  x: ReportedAxis;
  /** Of a curve that the text does not name. */
  label: string;
  /** Of fractions; without it, guessed. */
  unit?: WrittenUnit;
  /** Ids that new entries do not get. */
  taken?: readonly string[];
}

export interface ParsedCurves {
  entries: ReportedCurve[];
  unit: WrittenUnit;
}

/** Columns of x and of y. */
interface Pair {
  x: number;
  y: number;
  label: string;
}

/**
 * Curves of a text with two columns of numbers, x and y, as a program that digitises figures writes them. More columns are
 * further curves: each with the x of the first column, or with one of its own where the titles are X, Y, X, Y. Points are
 * sorted by x. Throws `validation` with the line of the first mistake.
 */
export function parseReportedCurves(text: string, options: CurveOptions): ParsedCurves {
  const rows = readCells(text);
  const start = rows.findIndex(isPoint);
  const titles = start < 0 ? rows : rows.slice(0, start);
  const body = start < 0 ? [] : rows.slice(start);
  const [first] = body;
  if (!first)
    throw mistake(
      rows[0]
        ? `Line ${rows[0].line}: ${quote(rows[0].cells.join(', '))} is no point. Write two numbers in each line: x, y.`
        : 'There is no curve in the text. Write two numbers in each line: x, y.',
    );
  const width = Math.max(...body.map(({ cells }) => cells.length));
  if (width < 2)
    throw mistake(
      `Line ${first.line}: a point has two numbers, x and y. Separate them by a comma or a tab.`,
    );
  const curves = findPairs(titles, width, options.label).map((pair) => ({
    label: pair.label,
    points: readPoints(body, pair),
  }));
  const filled = curves.filter(({ points }) => points.length > 0);
  const unit =
    options.unit ??
    guessUnit(
      options.metric,
      filled.flatMap(({ points }) => points.map(([, y]) => y)),
      titles.some(({ cells }) => cells.some((cell) => cell.includes('%'))),
    );
  const newId = newIds(options.taken ?? []);
  return {
    unit,
    entries: filled.map(({ label, points }) => ({
      kind: 'curve',
      id: newId(label),
      label,
      metric: options.metric,
      templates: [],
      settings: {},
      x: options.x,
      points: points.map(([x, y]) => [x, fromUnit(y, unit)]),
    })),
  };
}

/** What begins with a number is a point, also one with a mistake in it, and no title. */
function isPoint({ cells }: CellRow): boolean {
  return isNumber(cells[0] ?? '') || cells.every((cell) => cell === '' || isNumber(cell));
}

function findPairs(titles: readonly CellRow[], width: number, label: string): Pair[] {
  const last = titles.at(-1)?.cells ?? [];
  const hasPairs =
    width % 2 === 0 &&
    last.length > 1 &&
    last.every((title, index) => title.toUpperCase() === 'XY'[index % 2]);
  const names = (hasPairs ? titles.at(-2) : titles.at(-1))?.cells ?? [];
  const count = hasPairs ? width / 2 : width - 1;
  return Array.from({ length: count }, (_, index) => {
    const [x, y] = hasPairs ? [2 * index, 2 * index + 1] : [0, index + 1];
    const name = names[hasPairs ? x : y] ?? '';
    // The name of a single curve is the one that its user gives.
    return { x, y, label: count === 1 ? label : name || `${label} ${index + 1}` };
  });
}

/** Points of which one of the two is empty are those of another, longer curve. */
function readPoints(body: readonly CellRow[], pair: Pair): [number, number][] {
  const points = body.flatMap(({ line, cells }): [number, number][] => {
    const [x = '', y = ''] = [cells[pair.x], cells[pair.y]];
    if (y === '' && (pair.x === 0 || x === '') && cells.length > 2) return [];
    return [[readNumber(x, line), readNumber(y, line)]];
  });
  return points.sort(([a], [b]) => a - b);
}

function readNumber(cell: string, line: number): number {
  const number =
    Number.isFinite(Number(cell)) && cell !== '' ? Number(cell) : parseWrittenNumber(cell)?.value;
  if (number !== undefined) return number;
  throw mistake(
    cell === ''
      ? `Line ${line}: a number is missing. Each line has two: x, y.`
      : `Line ${line}: ${quote(cell)} is no number. Each line has two: x, y.`,
  );
}

function isNumber(cell: string): boolean {
  return parseWrittenNumber(cell) !== null || (cell !== '' && Number.isFinite(Number(cell)));
}

function mistake(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
