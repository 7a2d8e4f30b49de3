import { joinNames, quote } from '#spec/quote';
import { takeTurn } from '#files/take-turn';
import type { Table } from './read-table';
import type { TableColumn } from './table-column';
import type { Matrix } from './table-scaling';

/** A field of values: the indices of its columns, and its numbers in the training file as they are stored. */
export interface ExaminedField {
  columns: readonly number[];
  stored: Matrix;
  isScaled: boolean;
  /** See `FieldValues`. */
  constant: readonly { name: string; variesElsewhere: boolean }[];
}

/** Features whose standard deviations differ by more than this factor are better scaled. */
const maxScaleRatio = 1000;
/** Larger numbers are better scaled. */
const maxMagnitude = 10_000;
/** More different labels than these look like measurements where not all of them are whole numbers. */
const manyLabels = 10;
/** Rows of zeros are conspicuous where at most this share of all cells is 0. */
const fewZeros = 0.05;

/** What looks wrong in the numbers of the training file. */
export async function warnOfNumbers(
  table: Table,
  features: ExaminedField,
  values: ExaminedField | null,
): Promise<string[]> {
  const fields = values ? [features, values] : [features];
  return [
    ...warnOfConstants(features, 'nothing can be learned from'),
    ...(values?.isScaled ? warnOfConstants(values, 'nothing else can be learned for') : []),
    ...warnOfCounting(table, features.columns),
    ...fields.flatMap((field) => warnOfScales(table, field)),
    ...(await warnOfRounding(table, fields)),
    ...(await warnOfZeroRows(
      table,
      fields.flatMap(({ columns }) => columns),
    )),
  ];
}

/** A column may be constant in the training part alone. */
function warnOfConstants({ constant, isScaled }: ExaminedField, effect: string): string[] {
  return [true, false].flatMap((varies) => {
    const names = constant.flatMap(({ name, variesElsewhere }) =>
      variesElsewhere === varies ? [quote(name)] : [],
    );
    if (names.length === 0) return [];
    const [has, are, them, they] =
      names.length === 1 ? ['has', 'is', 'it', 'it varies'] : ['have', 'are', 'them', 'they vary'];
    const unscaled = isScaled ? `, so ${names.length === 1 ? 'it' : 'they'} ${are} not scaled` : '';
    return [
      `${joinNames(names)} ${has} the same number in all training rows${unscaled}: ${effect} ${them}${varies ? `, although ${they} in other parts` : ''}.`,
    ];
  });
}

function warnOfCounting(table: Table, features: readonly number[]): string[] {
  const counting = namesWhere(table, features, ({ isCounting }) => isCounting);
  return [
    ...(counting.length === 0
      ? []
      : [
          `${joinNames(counting)} ${counting.length === 1 ? 'changes' : 'change'} by the same amount from row to row, as row numbers do. Leave ${counting.length === 1 ? 'it' : 'them'} out, unless ${counting.length === 1 ? 'it is a measurement' : 'they are measurements'}.`,
        ]),
  ];
}

function namesWhere(
  { columns }: Table,
  indices: readonly number[],
  isMeant: (column: TableColumn) => boolean,
): string[] {
  return indices.flatMap((index) => {
    const column = columns[index];
    return column && isMeant(column) ? [quote(column.name)] : [];
  });
}

function warnOfScales({ columns }: Table, { columns: indices, isScaled }: ExaminedField): string[] {
  if (isScaled) return [];
  const varying = indices
    .flatMap((index) => columns[index] ?? [])
    .filter(({ isConstant, deviation }) => !isConstant && deviation > 0)
    .sort((a, b) => a.deviation - b.deviation);
  const [smallest, largest] = [varying[0], varying.at(-1)];
  if (!smallest || !largest) return [];
  if (largest.deviation > maxScaleRatio * smallest.deviation)
    return [
      `${quote(largest.name)} varies ${round(largest.deviation / smallest.deviation)} times as much as ${quote(smallest.name)}. Scale the columns, unless that is meant.`,
    ];
  const large = varying.filter(({ min, max }) => Math.max(-min, max) > maxMagnitude);
  return large.length === 0
    ? []
    : [
        `${joinNames(large.map(({ name }) => quote(name)))} ${large.length === 1 ? 'has' : 'have'} numbers up to ${round(Math.max(...large.map(({ min, max }) => Math.max(-min, max))))}. Networks learn better from numbers around 1: scale the columns.`,
      ];
}

/** Warns where numbers of neighbouring rows differ in the file, but not in float32. */
async function warnOfRounding(
  { columns, count, get }: Table,
  fields: readonly ExaminedField[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const { columns: indices, stored } of fields)
    for (const [column, index] of indices.entries()) {
      let [different, merged] = [0, 0];
      let example = '';
      for (let row = 1; row < count; row++) {
        if (row % 1024 === 0) await takeTurn();
        const [before, value] = [get(row - 1, index), get(row, index)];
        if (Number.isNaN(before) || Number.isNaN(value) || before === value) continue;
        different += 1;
        if (Math.fround(stored.get(row - 1, column)) !== Math.fround(stored.get(row, column)))
          continue;
        merged += 1;
        example ||= `${before} and ${value}`;
      }
      // A measurement with more digits than a float32 has may be rounded to its neighbour now and then.
      if (merged > 0.01 * different)
        warnings.push(
          `Numbers of ${quote(columns[index]?.name ?? '')} become equal when they are stored in 32 bits, such as ${example}. Scale the column, or subtract an offset from it in the file.`,
        );
    }
  return warnings;
}

/** Warns of rows in which all numbers are 0 where others hardly are: programs write them at the end of a recording. */
async function warnOfZeroRows(
  { file, count, get }: Table,
  columns: readonly number[],
): Promise<string[]> {
  if (columns.length < 2) return [];
  let [cells, rows, first] = [0, 0, 0];
  for (let row = 0; row < count; row++) {
    if (row % 256 === 0) await takeTurn();
    const zeros = columns.reduce((sum, column) => sum + (get(row, column) === 0 ? 1 : 0), 0);
    cells += zeros;
    if (zeros < columns.length) continue;
    rows += 1;
    first ||= row + 1;
  }
  if (rows === 0 || cells > fewZeros * count * columns.length) return [];
  return [
    `${rows === 1 ? `Row ${first.toLocaleString('en')} of ${quote(file)} is` : `${rows.toLocaleString('en')} rows of ${quote(file)} are`} 0 in all columns${rows === 1 ? '' : `, row ${first.toLocaleString('en')} first`}. If ${rows === 1 ? 'it is' : 'they are'} no measurement, remove ${rows === 1 ? 'it' : 'them'} from the file.`,
  ];
}

/** Numbers by which programs say that one is missing: -9999, 999, -999.25. */
const sentinel = /^-?999+(?:\.\d+)?$/;
/** A number is far from the others where it lies beyond them by more than this many times their range. */
const farRanges = 3;

/** Warns of such numbers where they are far from all others of their column. */
export async function warnOfSentinels(
  { file, columns, count, get }: Table,
  indices: readonly number[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const index of indices) {
    const column = columns[index];
    const suspects = [...new Set([column?.min ?? 0, column?.max ?? 0])].filter((value) =>
      sentinel.test(String(value)),
    );
    if (!column || suspects.length === 0) continue;
    const counts = new Map(suspects.map((value) => [value, 0]));
    let [min, max] = [Infinity, -Infinity];
    for (let row = 0; row < count; row++) {
      if (row % 1024 === 0) await takeTurn();
      const value = get(row, index);
      const known = counts.get(value);
      if (known !== undefined) counts.set(value, known + 1);
      else if (!Number.isNaN(value)) [min, max] = [Math.min(min, value), Math.max(max, value)];
    }
    for (const [value, rows] of counts)
      if (max >= min && Math.max(min - value, value - max) > farRanges * (max - min))
        warnings.push(
          `${quote(column.name)} of ${quote(file)} is ${value} in ${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}, but from ${round(min)} to ${round(max)} in all others. If that says that a number is missing, empty these cells.`,
        );
  }
  return warnings;
}

/** Warns of features that are equal to what is to be predicted. `targets`: its number in each row, and its name. */
export async function warnOfCopies(
  { columns, count, get }: Table,
  features: readonly number[],
  targets: readonly { name: string; get: (row: number) => number }[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const target of targets)
    for (const index of features) {
      let row = 0;
      for (; row < count; row++) {
        if (row % 1024 === 0) await takeTurn();
        if (get(row, index) !== target.get(row)) break;
      }
      const column = columns[index];
      if (row === count && column && !column.isConstant)
        warnings.push(
          `${quote(column.name)} equals ${quote(target.name)} in every row, so nothing is left to be predicted. Leave it out.`,
        );
    }
  return warnings;
}

/** Warns where the classes look like measurements. */
export function warnOfMeasurements(column: string, classes: readonly string[]): string[] {
  const areWhole = classes.every((name) => Number.isInteger(Number(name)));
  if (classes.length <= manyLabels || areWhole) return [];
  return [
    `The label ${quote(column)} has ${classes.length.toLocaleString('en')} different numbers, not all of them whole. If it is a measurement, choose it as a value to predict.`,
  ];
}

function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}
