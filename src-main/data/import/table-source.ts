import type { ScalingMethod } from '#spec/dataset';
import { joinNames, quote } from '#spec/quote';
import { splitNames, type Fields, type SplitName } from '#spec/task';
import type { Column, Split } from '../dataset';
import { isSortedByClass, shuffledOrder } from './shuffle';
import type { SourceData } from './source-data';
import type { TableContent, TableFile, TablePart } from './table-file';
import { classIndices, findClasses, nameLabels } from './table-labels';
import { selectRows } from './table-missing';
import { cutParts } from './table-parts';
import { fieldValues, type FieldValues } from './table-values';
import { warnOfCopies, warnOfMeasurements, warnOfNumbers, warnOfSentinels } from './table-warnings';

/** One of something for each part; null where there is no such part. */
interface ByPart<T> {
  train: T;
  validation: T | null;
  test: T | null;
}

/** Sentences for the user, to which the steps of an import add theirs. */
export interface Remarks {
  notes: string[];
  warnings: string[];
}

/**
 * The data set of these files. In this order, rows with missing cells are dropped, rows that are sorted by class are
 * shuffled, parts are cut from the end, missing features are filled in, and numbers are scaled. Throws `validation`.
 */
export async function sourceOfFiles(
  request: TableContent,
  files: ByPart<TableFile>,
  remarks: Remarks,
): Promise<Omit<SourceData, 'notes' | 'warnings'>> {
  const { train } = files;
  const { notes, warnings } = remarks;
  const { kept, classes } = await keepRows(request, files, remarks);
  const order = await orderRows(kept.train, classes, request.keepOrder);
  if (order.isShuffled) notes.push('The rows were sorted by class, so they are shuffled.');
  const cut = cutParts(order.rows, train.table.file, request);
  const parts = partsOf(kept, cut);
  const { scaling } = request;
  const features = await valuesOf(parts, 'features', request, scaling);
  const values =
    train.values.length === 0
      ? null
      : await valuesOf(parts, 'values', request, request.scaleValues ? scaling : 'none');
  notes.push(
    ...features.notes,
    ...noteScaling(request.scaling, parts.train.rows.length, features, values),
  );
  for (const { table, features, values } of [train, files.validation, files.test].filter(
    (file) => file !== null,
  ))
    warnings.push(...(await warnOfSentinels(table, [...features, ...values])));
  warnings.push(
    ...((cut.validation ?? cut.test) && !request.keepOrder && !order.isShuffled
      ? warnOfOrder(kept.train)
      : []),
    ...(await warnOfData(train, classes, features, values)),
    ...warnOfScaling(request, parts),
  );
  const split = async (name: SplitName, { file, rows }: TablePart): Promise<Split> => {
    const columns: Split['columns'] = {};
    const at = splitNames.indexOf(name);
    addColumn(columns, 'features', features.parts[at]);
    if (classes) {
      const data = await classIndices(file, rows, classes);
      columns['label'] = { kind: 'label', classes: classes.length, data };
    }
    addColumn(columns, 'value', values?.parts[at]);
    return { count: rows.length, columns };
  };
  return {
    fields: fieldsOf(train, classes),
    train: await split('train', parts.train),
    validation: parts.validation && (await split('validation', parts.validation)),
    test: parts.test && (await split('test', parts.test)),
    description: describe(train, order.isShuffled),
    mixed: order.isShuffled,
    columns: {
      features: namesOf(train, train.features),
      ...(values && { value: namesOf(train, train.values) }),
    },
    ...scalingOf(scaling, features, values),
  };
}

/** The rows of each file that are kept, and the classes of their labels; null without a label column. */
async function keepRows(
  request: TableContent,
  { train, validation, test }: ByPart<TableFile>,
  { notes, warnings }: Remarks,
): Promise<{ kept: ByPart<TablePart>; classes: string[] | null }> {
  const files = [train, validation, test].filter((file) => file !== null);
  const [labelColumn = ''] = namesOf(train, [train.label]);
  const labels = train.label < 0 ? null : nameLabels(files, labelColumn);
  if (labels) {
    files.forEach((file, index) => (file.labelNames = labels.names[index] ?? []));
    notes.push(...labels.notes);
    warnings.push(...labels.warnings);
  }
  const keep = async (file: TableFile): Promise<TablePart> => {
    const { rows, notes: dropped } = await selectRows(file, request);
    notes.push(...dropped);
    return { file, rows };
  };
  const kept = {
    train: await keep(train),
    validation: validation && (await keep(validation)),
    test: test && (await keep(test)),
  };
  const parts = [kept.train, kept.validation, kept.test].filter((part) => part !== null);
  const classes = labels && (await findClasses(parts, labels, labelColumn));
  if (classes && labels?.areNumbers) warnings.push(...warnOfMeasurements(labelColumn, classes));
  return { kept, classes };
}

/** The rows of the training file in their order, or shuffled where they are sorted by class. */
async function orderRows(
  { file, rows }: TablePart,
  classes: readonly string[] | null,
  keepOrder: boolean,
): Promise<{ rows: Uint32Array; isShuffled: boolean }> {
  if (!classes || keepOrder) return { rows, isShuffled: false };
  const data = await classIndices(file, rows, classes);
  const label: Column = { kind: 'label', classes: classes.length, data };
  if (!isSortedByClass({ count: rows.length, columns: { label } }))
    return { rows, isShuffled: false };
  return { rows: shuffledOrder(rows.length).map((at) => rows[at] ?? 0), isShuffled: true };
}

function partsOf(kept: ByPart<TablePart>, cut: ByPart<Uint32Array>): ByPart<TablePart> {
  const { file } = kept.train;
  return {
    train: { file, rows: cut.train },
    validation: kept.validation ?? (cut.validation && { file, rows: cut.validation }),
    test: kept.test ?? (cut.test && { file, rows: cut.test }),
  };
}

async function valuesOf(
  parts: ByPart<TablePart>,
  field: 'features' | 'values',
  request: TableContent,
  scaling: ScalingMethod | 'none',
): Promise<FieldValues> {
  const rowsOf = splitNames.map((name) => {
    const part = parts[name];
    return part && { table: part.file.table, rows: part.rows, columns: part.file[field] };
  });
  return fieldValues(rowsOf, request, scaling === 'none' ? null : scaling);
}

function addColumn(
  columns: Split['columns'],
  name: string,
  column: Column | null | undefined,
): void {
  if (column) columns[name] = column;
}

function fieldsOf({ features, values }: TableFile, classes: string[] | null): Fields {
  return {
    features: { kind: 'values', shape: [features.length] },
    ...(classes && { label: { kind: 'label', classes: classes.length, names: classes } }),
    ...(values.length > 0 && { value: { kind: 'values', shape: [values.length] } }),
  };
}

function namesOf({ table }: TableFile, indices: readonly number[]): string[] {
  return indices.map((index) => table.columns[index]?.name ?? '');
}

function describe(file: TableFile, isShuffled: boolean): string {
  const { table, features, label, values } = file;
  const targets = namesOf(file, [...(label >= 0 ? [label] : []), ...values]).map((name) =>
    quote(name),
  );
  const shown = targets.length > 4 ? `${targets.length} columns to predict` : targets.join(', ');
  return `CSV file ${table.file}, ${features.length} ${features.length === 1 ? 'column' : 'columns'}${shown === '' ? '' : ` and ${shown}`}${isShuffled ? '; sorted by class, so its rows were mixed' : ''}`;
}

function scalingOf(
  method: ScalingMethod | 'none',
  features: FieldValues,
  values: FieldValues | null,
): Pick<SourceData, 'scaling'> {
  if (method === 'none') return {};
  return {
    scaling: {
      ...(features.scaling && { features: { method, ...features.scaling } }),
      ...(values?.scaling && { value: { method, ...values.scaling } }),
    },
  };
}

function noteScaling(
  method: ScalingMethod | 'none',
  rows: number,
  features: FieldValues,
  values: FieldValues | null,
): string[] {
  if (method === 'none') return [];
  const constant = [...features.constant, ...((values?.scaling && values.constant) ?? [])];
  const except =
    constant.length > 0 ? ` except ${joinNames(constant.map(({ name }) => quote(name)))}` : '';
  const what = values?.scaling ? 'Features and values to predict' : 'Features';
  const how =
    method === 'standardize'
      ? 'have zero mean and unit variance over'
      : 'are scaled to the range from 0 to 1 of';
  return [`${what}${except} ${how} the ${rows.toLocaleString('en')} training rows.`];
}

/** Fewer rows may well be sorted by chance. */
const fewRows = 8;

/** Warns where rows are sorted by a value to predict, so that a part cut from the end has other values. */
function warnOfOrder({ file, rows }: TablePart): string[] {
  if (rows.length < fewRows) return [];
  const { table, values } = file;
  const sorted = values.filter((index) => isSorted(rows, (row) => table.get(row, index)));
  if (sorted.length === 0) return [];
  return [
    `The rows of ${quote(table.file)} are sorted by ${joinNames(namesOf(file, sorted).map((name) => quote(name)))}, so the parts cut from their end have other numbers to predict than the training part. Shuffle the rows in the file, or keep their order if they follow each other in time.`,
  ];
}

/** Whether the numbers of these rows only grow or only fall, and are not all the same. */
function isSorted(rows: Uint32Array, get: (row: number) => number): boolean {
  let [grows, falls] = [false, false];
  for (let at = 1; at < rows.length && !(grows && falls); at++) {
    const difference = get(rows[at] ?? 0) - get(rows[at - 1] ?? 0);
    grows ||= difference > 0;
    falls ||= difference < 0;
  }
  return grows !== falls;
}

/** A part that a task cuts later is taken from the training rows of this import. */
function warnOfScaling({ scaling }: TableContent, parts: ByPart<TablePart>): string[] {
  if (scaling === 'none' || parts.validation || parts.test) return [];
  return [
    'The scaling is fitted to all rows, also to those that a task may cut off as its validation or test part. Give these parts here, as files or fractions.',
  ];
}

async function warnOfData(
  train: TableFile,
  classes: readonly string[] | null,
  features: FieldValues,
  values: FieldValues | null,
): Promise<string[]> {
  const { table, label, labelNames } = train;
  const examined = (field: FieldValues, columns: readonly number[]) => ({
    columns,
    stored: field.stored,
    isScaled: field.scaling !== null,
    constant: field.constant,
  });
  const targets = namesOf(train, train.values).map((name, at) => ({
    name,
    get: (row: number) => table.get(row, train.values[at] ?? -1),
  }));
  if (classes)
    targets.push({
      name: namesOf(train, [label])[0] ?? '',
      get: (row) => Number(labelNames[table.get(row, label)] ?? Number.NaN),
    });
  return [
    ...(await warnOfNumbers(
      table,
      examined(features, train.features),
      values && examined(values, train.values),
    )),
    ...(await warnOfCopies(table, train.features, targets)),
  ];
}
