import { createHash } from 'node:crypto';
import { formatMegabytes } from '#spec/format-megabytes';
import type { DatasetManifest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { joinNames, quote } from '#spec/quote';
import { splitNames, type Field, type SplitName } from '#spec/task';
import { emptySplit, exampleSize, type Split } from '../dataset';
import { describeNotFinite } from '../formats/finite';
import { countClasses } from './count-classes';
import { maxClasses, type SourceData } from './source-data';

type Parts = Record<SplitName, Split>;
type LabelField = Extract<Field, { kind: 'label' }>;
type ClassCounts = NonNullable<DatasetManifest['classCounts']>;

/** What was read, with all that the manifest says about it. */
export interface ValidatedSource {
  parts: Parts;
  classCounts: ClassCounts;
  /** What looks wrong. */
  warnings: string[];
}

/** The most bytes of one file that Node reads at once. */
const maxColumnBytes = 2 ** 31 - 1;

/**
 * The checks that the data of every importer passes, after its files are parsed and before anything is written. Throws a
 * WorkbenchError of the kind `validation`: for an empty part, for a number that is not finite, for labels that are no
 * classes, and for classes that the training part lacks but another part has.
 */
export function validateSource({ fields, train, validation, test }: SourceData): ValidatedSource {
  const parts = { train, validation: validation ?? emptySplit, test: test ?? emptySplit };
  const given = { train, validation, test };
  for (const name of splitNames)
    if (given[name]?.count === 0)
      throw invalid(`The ${partTitles[name]} has no examples. Add some, or leave it out.`);
  const classCounts: ClassCounts = {};
  const warnings: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    for (const split of splitNames)
      if (parts[split].count > 0) assertColumn(split, name, field, parts[split]);
    if (field.kind === 'values') {
      warnings.push(...warnOfConstants(name, train));
      continue;
    }
    assertClasses(name, field);
    const counts = mapParts(parts, (part) => countClasses(part.columns[name], field.classes));
    classCounts[name] = counts;
    warnings.push(...checkClassCounts(name, field, parts, counts));
  }
  warnings.push(...warnOfRepeatedExamples(parts));
  return { parts, classCounts, warnings };
}

/** The results of a function for each part. */
export function mapParts<T, R>(
  parts: Record<SplitName, T>,
  map: (part: T, name: SplitName) => R,
): Record<SplitName, R> {
  return {
    train: map(parts.train, 'train'),
    validation: map(parts.validation, 'validation'),
    test: map(parts.test, 'test'),
  };
}

const partTitles: Readonly<Record<SplitName, string>> = {
  train: 'training part',
  validation: 'validation part',
  test: 'test part',
};

function assertColumn(split: SplitName, name: string, field: Field, part: Split): void {
  const column = part.columns[name];
  if (column?.kind !== field.kind || column.data.length !== part.count * exampleSize(column))
    throw new WorkbenchError(
      'internal',
      `The field ${quote(name)} of the ${partTitles[split]} does not have ${part.count} examples.`,
    );
  if (column.data.byteLength > maxColumnBytes)
    throw invalid(
      `The field ${quote(name)} of the ${partTitles[split]} has ${formatMegabytes(column.data.byteLength)}; at most ${formatMegabytes(maxColumnBytes)} can be read again. Import fewer examples, or smaller ones.`,
    );
  const wrong =
    column.kind === 'values'
      ? describeWrongValue(column.data, [part.count, ...column.shape])
      : describeWrongLabel(column.data, field.kind === 'label' ? field.classes : 0);
  if (wrong !== null)
    throw invalid(
      `The field ${quote(name)} of the ${partTitles[split]} has ${wrong}. Mend that example, or leave it out.`,
    );
}

function describeWrongValue(
  data: Uint8Array | Float32Array,
  shape: readonly number[],
): string | null {
  const wrong = data instanceof Uint8Array ? null : describeNotFinite(data, shape);
  return wrong && `${wrong} (the example, then the indices within it, from 0)`;
}

function describeWrongLabel(data: Uint8Array | Int32Array, classes: number): string | null {
  const index = data.findIndex((label) => label < 0 || label >= classes);
  return index < 0
    ? null
    : `the label ${data[index]} in example ${index} (from 0), but its classes are 0 to ${classes - 1}`;
}

function assertClasses(name: string, { classes, names }: LabelField): void {
  if (classes < 2)
    throw invalid(
      `The labels of ${quote(name)} are all ${names?.[0] === undefined ? 'the same' : quote(names[0])}. There must be two classes at least.`,
    );
  if (classes > maxClasses)
    throw invalid(
      `The labels of ${quote(name)} have ${classes.toLocaleString('en')} classes; ${maxClasses.toLocaleString('en')} are the most. If they are numbers to predict, import them as values.`,
    );
  if (names && names.length !== classes)
    throw invalid(
      `${names.length} names are given for the ${classes} classes of ${quote(name)}. Name them all.`,
    );
  const repeated = names?.find((className, index) => names.indexOf(className) !== index);
  if (repeated !== undefined)
    throw invalid(
      `Two classes of ${quote(name)} have the name ${quote(repeated)}. Give each class a name of its own.`,
    );
}

/** Throws where the training part lacks a class of another part. Returns warnings. */
function checkClassCounts(
  name: string,
  { names }: LabelField,
  parts: Parts,
  counts: Record<SplitName, number[]>,
): string[] {
  const classesWith = (isMeant: (label: number) => boolean): string[] =>
    counts.train.flatMap((_, label) => (isMeant(label) ? [names?.[label] ?? String(label)] : []));
  const inTraining = (label: number): number => counts.train[label] ?? 0;
  const heldOut = (['validation', 'test'] as const).filter((split) => parts[split].count > 0);
  for (const split of heldOut) {
    const unknown = classesWith((label) => inTraining(label) === 0 && counts[split][label] !== 0);
    if (unknown.length > 0)
      throw invalid(
        `The ${partTitles[split]} has ${unknown.length === 1 ? 'a class' : 'classes'} of ${quote(name)} that the training part lacks: ${joinNames(unknown)}. Add examples of ${unknown.length === 1 ? 'it' : 'them'} to the training part, or remove them from the ${partTitles[split]}.`,
      );
  }
  const warn = (classes: string[], one: string, several: string): string[] =>
    classes.length === 0
      ? []
      : [
          `${classes.length === 1 ? 'One class' : `${classes.length.toLocaleString('en')} classes`} of ${quote(name)} ${classes.length === 1 ? one : several}: ${joinNames(classes)}.`,
        ];
  return [
    ...warn(
      classesWith((label) => inTraining(label) === 0),
      'has no example in the training part',
      'have no example in the training part',
    ),
    ...warn(
      classesWith((label) => inTraining(label) === 1),
      'has a single example in the training part',
      'have a single example in the training part',
    ),
    ...heldOut.flatMap((split) =>
      warn(
        classesWith((label) => inTraining(label) > 0 && counts[split][label] === 0),
        `has no example in the ${partTitles[split]}`,
        `have no example in the ${partTitles[split]}`,
      ),
    ),
  ];
}

/** Warns where all training examples have the same numbers in a field. */
function warnOfConstants(name: string, { count, columns }: Split): string[] {
  const column = columns[name];
  if (!column || count < 2) return [];
  const size = exampleSize(column);
  const { data } = column;
  for (let i = size; i < data.length; i++) if (data[i] !== data[i - size]) return [];
  return [
    `All training examples have the same numbers in ${quote(name)}: nothing can be learned from it.`,
  ];
}

/** Warns where every example of a held-out part, with its targets, is a training example too. */
function warnOfRepeatedExamples({ train, validation, test }: Parts): string[] {
  return [
    { part: validation, title: partTitles.validation },
    { part: test, title: partTitles.test },
  ].flatMap(({ part, title }) =>
    part.count > 0 && areAllIn(part, train)
      ? [
          `Every example of the ${title} is in the training part too, so its error says nothing about new data. Is it the same file?`,
        ]
      : [],
  );
}

function areAllIn(part: Split, train: Split): boolean {
  // Most parts differ from the training part in their first example, which is cheaper to look for than to hash all.
  if (!hasFirstOf(part, train)) return false;
  const hashes = new Set<string>();
  for (let i = 0; i < train.count; i++) hashes.add(hashExample(train, i));
  for (let i = 1; i < part.count; i++) if (!hashes.has(hashExample(part, i))) return false;
  return true;
}

/** Whether the first example of `part` is among those of `train`. */
function hasFirstOf(part: Split, train: Split): boolean {
  const columns = Object.entries(part.columns).map(([name, column]) => ({
    size: exampleSize(column),
    first: column.data,
    others: train.columns[name]?.data ?? [],
  }));
  for (let i = 0; i < train.count; i++) {
    const isSame = columns.every(({ size, first, others }) => {
      for (let j = 0; j < size; j++) if (first[j] !== others[i * size + j]) return false;
      return true;
    });
    if (isSame) return true;
  }
  return false;
}

function hashExample({ columns }: Split, index: number): string {
  const hash = createHash('sha1');
  for (const column of Object.values(columns)) {
    const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = column.data;
    const bytes = exampleSize(column) * width;
    hash.update(new Uint8Array(buffer, byteOffset + index * bytes, bytes));
  }
  return hash.digest('base64');
}

function invalid(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
