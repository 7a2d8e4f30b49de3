import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import { isMissing, isPossibleName, parseNumber, type DecimalMark } from '../formats/table-numbers';
import { takeTurn } from '#files/take-turn';
import type { TableFile, TablePart } from './table-file';
import { maxClasses } from './source-data';

/** The labels of all parts: which of them are the same class, and which are missing. */
export interface LabelNames {
  /** By part and code, the name of the class; null where the label is missing. */
  names: (string | null)[][];
  /** Whether all labels are numbers, which are compared as such. */
  areNumbers: boolean;
  notes: string[];
  warnings: string[];
}

/**
 * What the labels in the column of this name mean, in all files. Throws `validation` where there are too many different
 * ones.
 */
export function nameLabels(files: readonly TableFile[], column: string): LabelNames {
  const parts = files.map(({ table: { labels, dialect } }) => {
    if (labels?.isFull) throw tooMany(column);
    return { mark: dialect.decimal, texts: labels?.labels.map(({ text }) => text) ?? [] };
  });
  const areNumbers = parts.every(({ mark, texts }) =>
    texts.every((text) => isMissing(text) || isLabelNumber(parseNumber(text, mark))),
  );
  assertNumbersElsewhere(files, column);
  const nameOf = (text: string, mark: DecimalMark): string | null => {
    if (isMissing(text) && (areNumbers || !isPossibleName(text))) return null;
    // Adding 0 turns -0 into 0.
    return areNumbers ? String(parseNumber(text, mark) + 0) : text;
  };
  const names = parts.map(({ mark, texts }) => texts.map((text) => nameOf(text, mark)));
  const pairs = parts.flatMap(({ texts }, part) =>
    texts.map((text, code) => ({ text, name: names[part]?.[code] ?? null })),
  );
  return {
    names,
    areNumbers,
    notes: areNumbers ? noteSpellings(column, pairs) : [],
    warnings: areNumbers
      ? []
      : [
          ...warnOfPossibleNames(column, pairs),
          ...warnOfSpellings(column, parts),
          ...warnOfCase(names.flat()),
        ],
  };
}

/** Throws `validation` where the labels of the training file, the first, are numbers and another has one that is none. */
function assertNumbersElsewhere(files: readonly TableFile[], column: string): void {
  const namesIn = ({ table: { labels, dialect } }: TableFile): { text: string; line: number }[] =>
    labels?.labels.filter(
      ({ text }) => !isMissing(text) && !isLabelNumber(parseNumber(text, dialect.decimal)),
    ) ?? [];
  const [train, ...others] = files;
  if (!train || namesIn(train).length > 0) return;
  for (const other of others) {
    const [name] = namesIn(other);
    if (name)
      throw new WorkbenchError(
        'validation',
        `${quote(other.table.file)} has the label ${quote(name.text)} at line ${name.line}, column ${quote(column)}, but all labels of ${quote(train.table.file)} are numbers. Mend that cell, or remove its row.`,
      );
  }
}

/** Warns of numbers that are written in several ways and compared as names, with a label for which they are. */
function warnOfSpellings(
  column: string,
  parts: readonly { mark: DecimalMark; texts: readonly string[] }[],
): string[] {
  const spellings = new Map<number, Set<string>>();
  let name = '';
  for (const { mark, texts } of parts)
    for (const text of texts) {
      const value = parseNumber(text, mark);
      if (isLabelNumber(value)) spellings.set(value, (spellings.get(value) ?? new Set()).add(text));
      else if (!isMissing(text)) name ||= text;
    }
  const alike = [...spellings.values()].filter(({ size }) => size > 1);
  if (alike.length === 0) return [];
  const cause = Number.isNaN(Number(name)) ? 'is no number' : 'has too many digits to be compared';
  return [
    `Labels in ${quote(column)} that are the same number are kept apart, since ${quote(name)} ${cause}: ${joinNames(alike.flatMap((texts) => [...texts].map((text) => quote(text))))}.`,
  ];
}

/** An integer that is too large to be exact could be another one. */
function isLabelNumber(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

interface LabelPair {
  text: string;
  name: string | null;
}

function noteSpellings(column: string, pairs: readonly LabelPair[]): string[] {
  const other = new Map<string, string>();
  for (const { text, name } of pairs) if (name !== null && name !== text) other.set(text, name);
  if (other.size === 0) return [];
  const examples = [...other].slice(0, 3).map(([text, name]) => `${quote(text)} is class ${name}`);
  return [`The labels in ${quote(column)} are compared as numbers: ${examples.join(', ')}.`];
}

function warnOfPossibleNames(column: string, pairs: readonly LabelPair[]): string[] {
  const named = [...new Set(pairs.flatMap(({ name }) => (name && isMissing(name) ? [name] : [])))];
  return named.map(
    (name) =>
      `${quote(name)} in ${quote(column)} is read as the name of a class. If it says that the label is missing, empty these cells or remove their rows.`,
  );
}

function warnOfCase(names: readonly (string | null)[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const name of names) {
    if (name === null) continue;
    const key = name.toLowerCase();
    groups.set(key, (groups.get(key) ?? new Set()).add(name));
  }
  const alike = [...groups.values()].filter(({ size }) => size > 1);
  return alike.length === 0
    ? []
    : [
        `Classes differ only in capital letters and are kept apart: ${joinNames(alike.flatMap((group) => [...group].sort()))}.`,
      ];
}

/**
 * The classes of the training file, the first of the parts: numbers by value, names by code points. Throws `validation`
 * where another file has one more, with its line.
 */
export async function findClasses(
  parts: readonly TablePart[],
  { areNumbers }: LabelNames,
  column: string,
): Promise<string[]> {
  const classes = new Set<string>();
  for (const [at, { file, rows }] of parts.entries())
    for (const code of await usedCodes(file, rows)) {
      const name = file.labelNames[code] ?? '';
      if (at > 0 && !classes.has(name))
        throw new WorkbenchError(
          'validation',
          `${quote(file.table.file)} has the class ${quote(name)} at line ${file.table.labels?.labels[code]?.line}, column ${quote(column)}, but ${quote(parts[0]?.file.table.file ?? '')} has no example of it. Add examples to it, or remove these rows.`,
        );
      classes.add(name);
    }
  if (classes.size > maxClasses) throw tooMany(column, classes.size);
  return [...classes].sort((a, b) =>
    // UTF-8 has the order of code points.
    areNumbers ? Number(a) - Number(b) : Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
}

/** The class of each of these rows, by its place among the classes. */
export async function classIndices(
  { table, label, labelNames }: TableFile,
  rows: Uint32Array,
  classes: readonly string[],
): Promise<Int32Array> {
  const places = new Map(classes.map((name, index) => [name, index]));
  const ofCode = labelNames.map((name) => places.get(name ?? '') ?? -1);
  const indices = new Int32Array(rows.length);
  for (const [at, row] of rows.entries()) {
    if (at % 4096 === 0) await takeTurn();
    indices[at] = ofCode[table.get(row, label)] ?? -1;
  }
  return indices;
}

/** The codes of the labels that these rows have. */
async function usedCodes({ table, label }: TableFile, rows: Uint32Array): Promise<Set<number>> {
  const codes = new Set<number>();
  for (const [at, row] of rows.entries()) {
    if (at % 4096 === 0) await takeTurn();
    codes.add(table.get(row, label));
  }
  return codes;
}

function tooMany(column: string, count?: number): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The label column ${quote(column)} has ${count === undefined ? 'too many' : count.toLocaleString('en')} different labels; ${maxClasses.toLocaleString('en')} are the most. If it holds numbers to predict, choose it as a value.`,
  );
}
