import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Fields } from '#spec/task';
import type { Column, Split } from '../dataset';
import { toFloat32, warnOfRounding } from '../formats/float32';
import { numberClasses, type NumberedClasses } from './class-numbers';
import { isSortedByClass, shuffledNote, shuffleSplit } from './shuffle';
import { readNpyPair, type NpyPair, type NpyTargets } from './npy-pair';
import type { SourceData } from './source-data';

type NpyRequest = Extract<ImportRequest, { format: 'npy' }>;

/** Up to this many different whole numbers among float targets, they are probably classes. */
const fewNumbers = 100;

/**
 * Reads one or two pairs of NPY files. Fields: `features` (the shape of a row of inputs, [1] where a row is a number),
 * and `label` for targets that are classes or `value` for values; none without targets. Rows keep their order, except
 * that rows sorted by class are shuffled unless `keepOrder` is set. Throws a WorkbenchError that names the file.
 */
export async function readNpySource(request: NpyRequest): Promise<SourceData> {
  const { inputs, targets, testInputs, testTargets, target, pixels } = request;
  assertFilesAreWhole(request);
  const train = await readNpyPair(inputs, targets, target);
  const test = testInputs === undefined ? null : await readNpyPair(testInputs, testTargets, target);
  if (test) assertSameKind(train, test);
  const parts = test ? [train, test] : [train];
  if (pixels) assertBytes(parts);
  const classes = findClasses(parts);
  const toSplit = createSplitter(parts, classes, pixels);
  const inFileOrder = toSplit(train);
  const isShuffled = !request.keepOrder && isSortedByClass(inFileOrder);
  const files = train.targets ? `${train.inputsFile} and ${train.targets.file}` : train.inputsFile;
  return {
    fields: fieldsOf(inFileOrder, classes),
    train: isShuffled ? shuffleSplit(inFileOrder) : inFileOrder,
    test: test && toSplit(test),
    description: `NPY file${train.targets ? 's' : ''} ${files}${isShuffled ? '; sorted by class, so its rows were mixed' : ''}`,
    mixed: isShuffled,
    notes: [
      ...(classes?.notes ?? []),
      ...(isShuffled ? [shuffledNote] : []),
      ...(train.targets
        ? []
        : [
            'There are no targets: these rows can only be used as a sequence that predicts its own next rows.',
          ]),
    ],
    warnings: [
      ...parts.flatMap(warnOfNumbers),
      ...warnOfFloatClasses(train.targets, target),
      ...(test ? warnOfBytesInOnePart(train, test) : []),
    ],
  };
}

function assertFilesAreWhole({ targets, testInputs, testTargets }: NpyRequest): void {
  if (targets === undefined && testTargets !== undefined)
    throw new WorkbenchError(
      'validation',
      'Only the test part has targets. Give those of the training part too, or neither.',
    );
  if (targets !== undefined && (testInputs === undefined) !== (testTargets === undefined))
    throw new WorkbenchError(
      'validation',
      'A test part needs both its inputs and its targets. Give both files or neither.',
    );
}

function findClasses(parts: readonly NpyPair[]): NumberedClasses | null {
  const labels = parts.flatMap(({ targets }) => (targets?.areClasses ? [targets] : []));
  return labels[0]
    ? numberClasses(
        quote(labels[0].file),
        labels.map(({ data }) => data),
      )
    : null;
}

/** Returns a function that converts a pair to a split; the columns have the same type for all pairs. */
function createSplitter(
  parts: readonly NpyPair[],
  classes: NumberedClasses | null,
  pixels: boolean,
): (part: NpyPair) => Split {
  const areBytes = parts.every(({ inputs }) => inputs instanceof Uint8Array);
  return ({ count, shape, inputs, targets }) => {
    const columns: Record<string, Column> = {
      features: {
        kind: 'values',
        shape,
        data: areBytes && inputs instanceof Uint8Array ? inputs : toFloat32(inputs),
        scale: pixels ? 1 / 255 : 1,
      },
    };
    if (targets && classes) {
      const data = Int32Array.from(classes.toLabels(targets.data));
      columns['label'] = { kind: 'label', classes: classes.count, data };
    } else if (targets) {
      const data = toFloat32(targets.data);
      columns['value'] = { kind: 'values', shape: targets.shape, data, scale: 1 };
    }
    return { count, columns };
  };
}

function fieldsOf({ columns }: Split, classes: NumberedClasses | null): Fields {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      column.kind === 'label'
        ? {
            kind: 'label',
            classes: column.classes,
            ...(classes?.names && { names: classes.names }),
          }
        : { kind: 'values', shape: column.shape },
    ]),
  );
}

function warnOfNumbers({ inputsFile, inputs, areIntegers, targets }: NpyPair): string[] {
  const warnings = [warnOfRounding(quote(inputsFile), inputs, areIntegers)];
  if (targets && !targets.areClasses)
    warnings.push(warnOfRounding(quote(targets.file), targets.data, targets.areIntegers));
  return warnings.filter((warning) => warning !== null);
}

/** Bytes of pixels and their values in [0, 1] differ by a factor of 255. */
function warnOfBytesInOnePart(train: NpyPair, test: NpyPair): string[] {
  if (train.areBytes === test.areBytes) return [];
  const [bytes, others] = train.areBytes ? [train, test] : [test, train];
  return [
    `${quote(bytes.inputsFile)} holds bytes and ${quote(others.inputsFile)} does not; both are taken as they are. If only one of them is scaled, save both in the same way.`,
  ];
}

/** Class numbers that were saved as floats would become a regression without a word. */
function warnOfFloatClasses(targets: NpyTargets | null, target: NpyRequest['target']): string[] {
  if (!targets || targets.areClasses || target !== undefined) return [];
  const { data, file, shape } = targets;
  const numbers = new Set(data.subarray(0, 10_000));
  if (numbers.size > fewNumbers || numbers.size >= data.length) return [];
  for (const number of data) {
    if (!Number.isInteger(number)) return [];
    numbers.add(number);
    if (numbers.size > fewNumbers) return [];
  }
  return [
    shape[0] === 1
      ? `The targets in ${quote(file)} are floats, so they became values to predict; but they are ${numbers.size} different whole numbers. If they are classes, import them with target 'class'.`
      : `The targets in ${quote(file)} are floats, so they became values to predict; but all are whole numbers. If they are one-hot classes, save targets.argmax(axis=1).`,
  ];
}

function assertSameKind(train: NpyPair, test: NpyPair): void {
  const mismatch = (file: string, has: string, other: string, others: string): WorkbenchError =>
    new WorkbenchError(
      'validation',
      `${quote(file)} has ${has}, but ${quote(other)} has ${others}. Take test files that are like the training files.`,
    );
  const [ofTrain, ofTest] = [train, test].map(({ shape }) => `rows of ${shape.join(' × ')}`);
  if (ofTrain !== ofTest)
    throw mismatch(test.inputsFile, ofTest ?? '', train.inputsFile, ofTrain ?? '');
  if (!train.targets || !test.targets) return;
  const kinds = [train.targets, test.targets].map(({ areClasses, shape }) =>
    areClasses ? 'classes' : `values, ${shape.join(' × ')} a row`,
  );
  if (kinds[0] !== kinds[1])
    throw mismatch(test.targets.file, kinds[1] ?? '', train.targets.file, kinds[0] ?? '');
}

function assertBytes(parts: readonly NpyPair[]): void {
  const wrong = parts.find(({ areBytes }) => !areBytes);
  if (wrong)
    throw new WorkbenchError(
      'validation',
      `${quote(wrong.inputsFile)} does not hold bytes (uint8), as pixels are. Import it without saying that its numbers are pixels.`,
    );
}
