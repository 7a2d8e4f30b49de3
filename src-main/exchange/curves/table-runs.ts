import { basename, dirname, extname } from 'node:path';
import { isMissing, parseNumber } from '#data/formats/table-numbers';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { readCurveRows, type CurveTable } from './curve-table';
import { CurveBuilder } from './curve-builder';
import { dateOf, withoutNamed, type ForeignRun } from './foreign-run';

/** The rows of one run. */
interface Collected {
  curves: Map<string, CurveBuilder>;
  /** By column, its text in all rows; null where the rows differ. */
  settings: Map<number, string | null>;
}

/** `source`: the absolute path that was given, the table or a folder above it. */
export async function readTableRuns(table: CurveTable, source: string): Promise<ForeignRun[]> {
  const runs = new Map<string, Collected>();
  const reader = new RowReader(table);
  await readCurveRows(table, (cells, line) => {
    const run = reader.runOf(cells);
    let collected = runs.get(run);
    if (!collected) runs.set(run, (collected = { curves: new Map(), settings: new Map() }));
    reader.addRow(collected, cells, line);
  });
  const found = splitByPrefix(runs);
  return [...found]
    .filter(([, { curves }]) => curves.size > 0)
    .map(([part, collected]) =>
      toForeign(table, source, { part, collected, isOnly: found.size === 1 }),
    );
}

/** Reads the cells of a table by the roles of its columns. */
class RowReader {
  readonly #table: CurveTable;
  readonly #columns: Record<'step' | 'time' | 'run' | 'metric' | 'value', number>;
  readonly #curves: { column: number; name: string }[];
  readonly #settings: number[];

  constructor(table: CurveTable) {
    this.#table = table;
    const { roles } = table;
    const place = (role: string): number => roles.findIndex((each) => each === role);
    this.#columns = {
      step: place('step'),
      time: place('time'),
      run: place('run'),
      metric: place('metric'),
      value: place('value'),
    };
    this.#curves = roles.flatMap((role, column) =>
      role === 'curve' ? [{ column, name: curveName(table, column) }] : [],
    );
    this.#settings = roles.flatMap((role, column) =>
      role === 'setting' || role === 'name' ? [column] : [],
    );
  }

  runOf(cells: readonly string[]): string {
    return cells[this.#columns.run] ?? '';
  }

  addRow(collected: Collected, cells: readonly string[], line: number): void {
    const { step: stepColumn, metric, value } = this.#columns;
    const values =
      metric >= 0
        ? [{ column: value, name: cells[metric] ?? '' }]
        : this.#curves.filter(({ column }) => !isAbsent(cells[column] ?? ''));
    if (values.length > 0) {
      const step = this.#readStep(cells[stepColumn] ?? '', line);
      const time = this.#readTime(cells, line);
      for (const { column, name } of values)
        this.#curveOf(collected, name, line).add(step, time, this.#readValue(cells, column, line));
    }
    for (const column of this.#settings) noteSetting(collected, column, cells[column] ?? '');
  }

  #curveOf({ curves }: Collected, name: string, line: number): CurveBuilder {
    if (name === '') throw this.#refusal(line, 'names no metric');
    let curve = curves.get(name);
    if (!curve) curves.set(name, (curve = new CurveBuilder()));
    return curve;
  }

  #readStep(cell: string, line: number): number {
    const step = parseNumber(cell, this.#table.decimal);
    if (Number.isSafeInteger(step) && step >= 0) return step;
    throw this.#refusal(
      line,
      cell === ''
        ? `has no step in the column ${this.#nameOf(this.#columns.step)}`
        : `has ${quote(cell)} in the column ${this.#nameOf(this.#columns.step)}, but a step is a whole number from 0 on`,
      'Choose another column of steps, or mend that line.',
    );
  }

  #readTime(cells: readonly string[], line: number): number {
    const cell = cells[this.#columns.time] ?? '';
    if (isMissing(cell)) return NaN;
    const seconds = parseNumber(cell, this.#table.decimal);
    const time = Number.isNaN(seconds) ? Date.parse(cell) / 1000 : seconds;
    if (Number.isFinite(time)) return time;
    throw this.#refusal(
      line,
      `has ${quote(cell)} in the column ${this.#nameOf(this.#columns.time)}, which is neither a number of seconds nor a date`,
      'Choose another column of times, or mend that line.',
    );
  }

  #readValue(cells: readonly string[], column: number, line: number): number {
    const cell = cells[column] ?? '';
    const value = parseNumber(cell, this.#table.decimal);
    if (!Number.isNaN(value) || isNan(cell)) return value;
    throw this.#refusal(
      line,
      `has ${quote(cell)} in the column ${this.#nameOf(column)}, which is no number`,
      'Choose the decimal mark, leave the column out, or mend that line.',
    );
  }

  #nameOf(column: number): string {
    return quote(this.#table.names[column] ?? '');
  }

  #refusal(line: number, what: string, remedy = 'Mend that line.'): WorkbenchError {
    return new WorkbenchError(
      'validation',
      `Line ${line} of ${quote(this.#table.file)} ${what}. ${remedy}`,
    );
  }
}

function isNan(cell: string): boolean {
  return /^[+-]?nan$/i.test(cell);
}

/** An empty cell, or a word for it; NaN is a value. */
function isAbsent(cell: string): boolean {
  return isMissing(cell) && !isNan(cell);
}

function noteSetting({ settings }: Collected, column: number, cell: string): void {
  const known = settings.get(column);
  if (known === undefined) settings.set(column, cell);
  else if (known !== cell) settings.set(column, null);
}

/** A table that TensorBoard has saved, `run-NAME-tag-TAG.csv`, has the name of its metric in that of the file alone. */
function curveName({ names, file }: CurveTable, column: number): string {
  const name = names[column] ?? '';
  const tag = /-tag-(.+)\.csv$/.exec(file)?.[1];
  return tag !== undefined && name.toLowerCase() === 'value' ? tag : name;
}

/** Weights & Biases exports several runs as columns `RUN - METRIC`. */
function splitByPrefix(runs: Map<string, Collected>): Map<string, Collected> {
  const [only] = runs.values();
  const names = [...(only?.curves.keys() ?? [])];
  const parts = names.map((name) => /^(.+) - ([^-]+)$/.exec(name));
  if (!only || runs.size > 1 || names.length === 0 || parts.some((part) => part === null))
    return runs;
  const split = new Map<string, Collected>();
  for (const part of parts) {
    const [whole = '', run = '', metric = ''] = part ?? [];
    const collected = split.get(run) ?? { curves: new Map(), settings: only.settings };
    const curve = only.curves.get(whole);
    if (curve) collected.curves.set(metric, curve);
    split.set(run, collected);
  }
  return split;
}

function toForeign(
  table: CurveTable,
  source: string,
  { part, collected, isOnly }: { part: string; collected: Collected; isOnly: boolean },
): ForeignRun {
  const finished = [...collected.curves].map(([name, curve]) => ({ name, ...curve.finish() }));
  const first = Math.min(...finished.map(({ rows }) => firstOf(rows.seconds)));
  const isClock = Number.isFinite(first) && first > earliestClock;
  for (const { rows } of finished)
    if (isClock) rows.seconds.forEach((time, row) => (rows.seconds[row] = time - first));
  const last = Math.max(...finished.map(({ rows }) => rows.seconds.at(-1) ?? NaN));
  const { name, settings, varying } = readSettings(table, collected);
  const repeated = finished.reduce((sum, curve) => sum + curve.repeated, 0);
  return {
    format: 'csv',
    source,
    part: part === '' ? null : part,
    files: [table.path],
    name: name ?? (part === '' ? nameOfFile(table.path) : part),
    ...withoutNamed(settings),
    curves: new Map(finished.map(({ name: metric, rows }) => [metric, rows])),
    started: isClock ? dateOf(first) : null,
    ended: isClock ? dateOf(first + last) : null,
    notes: [
      ...(repeated > 0
        ? [
            `${countNoun(repeated, 'value')} of steps that come again later ${repeated === 1 ? 'is' : 'are'} replaced by the later ones.`,
          ]
        : []),
      ...(varying.length > 0
        ? [
            `Left out, since they are no numbers and not the same in all rows: ${varying.map((each) => quote(each)).join(', ')}.`,
          ]
        : []),
      ...(isOnly || part !== '' ? [] : ['Rows that name no run are one run.']),
      ...(table.encoding.reason === 'assumed'
        ? [
            `${quote(table.file)} is no UTF-8 and was read as ${table.encoding.encoding}. Where letters are wrong, choose its encoding (--encoding).`,
          ]
        : []),
    ],
  };
}

/** Larger numbers are seconds since 1970, smaller ones those of a training. */
const earliestClock = 1e8;

function firstOf(times: Float64Array): number {
  return times.find((time) => !Number.isNaN(time)) ?? Infinity;
}

function readSettings(
  { names, roles, decimal }: CurveTable,
  { settings: texts }: Collected,
): { name: string | null; settings: ForeignRun['settings']; varying: string[] } {
  const settings: ForeignRun['settings'] = {};
  const varying: string[] = [];
  let name: string | null = null;
  for (const [column, text] of texts) {
    if (text === null) varying.push(names[column] ?? '');
    else if (roles[column] === 'name') name = text === '' ? null : text;
    else if (text !== '') settings[names[column] ?? ''] = readSetting(text, decimal);
  }
  return { name, settings, varying };
}

function readSetting(text: string, decimal: CurveTable['decimal']): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = parseNumber(text, decimal);
  return Number.isFinite(value) ? value : text;
}

/** Loggers call every table `metrics.csv`, and its folder by the run. */
function nameOfFile(path: string): string {
  const stem = basename(path.replace(/\.gz$/, ''), extname(path.replace(/\.gz$/, '')));
  return /^(metrics|log|history|progress)$/i.test(stem) ? basename(dirname(path)) : stem;
}
