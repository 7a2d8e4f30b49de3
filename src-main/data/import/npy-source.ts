import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Column, Split } from '../dataset';
import { isSortedByClass, shuffleSplit } from './shuffle';
import { readNpyPair, type NpyPair } from './npy-pair';
import type { SourceData } from './source-data';

type NpyRequest = Extract<ImportRequest, { format: 'npy' }>;

/**
 * Reads one or two pairs of NPY files. Fields: `features` (the shape of a row of inputs, [1] where a row is a number),
 * and `label` for integer targets (one class more than the largest) or `value` for float targets. Rows keep their order,
 * except that rows sorted by class are shuffled unless `keepOrder` is set. Throws a WorkbenchError that names the file.
 */
export async function readNpySource(request: NpyRequest): Promise<SourceData> {
  const { inputs, targets, testInputs, testTargets } = request;
  if ((testInputs === undefined) !== (testTargets === undefined))
    throw new WorkbenchError(
      'validation',
      'A test part needs both its inputs and its targets. Give both files or neither.',
    );
  const train = await readNpyPair(inputs, targets);
  const test =
    testInputs !== undefined && testTargets !== undefined
      ? await readNpyPair(testInputs, testTargets)
      : null;
  if (test) assertSameKind(train, test);
  const parts = test ? [train, test] : [train];
  if (request.pixels) assertBytes(parts);
  const toSplit = createSplitter(parts, request.pixels);
  const inFileOrder = toSplit(train);
  const isShuffled = !request.keepOrder && isSortedByClass(inFileOrder);
  return {
    fields: Object.fromEntries(
      Object.entries(inFileOrder.columns).map(([name, column]) => [
        name,
        column.kind === 'label'
          ? { kind: 'label', classes: column.classes }
          : { kind: 'values', shape: column.shape },
      ]),
    ),
    train: isShuffled ? shuffleSplit(inFileOrder) : inFileOrder,
    test: test && toSplit(test),
    description: `NPY files ${basename(inputs)} and ${basename(targets)}${isShuffled ? '; sorted by class, so its rows were mixed' : ''}`,
    mixed: isShuffled,
  };
}

/** Returns a function that converts a pair to a split; the columns have the same type for all pairs. */
function createSplitter(parts: readonly NpyPair[], pixels: boolean): (part: NpyPair) => Split {
  const areBytes = parts.every(({ inputs }) => inputs instanceof Uint8Array);
  const classes = Math.max(2, ...parts.map(({ classes: count }) => count ?? 0));
  return (part) => {
    const target: Column =
      part.classes === null
        ? { kind: 'values', shape: part.targetShape, data: toFloats(part.targets), scale: 1 }
        : { kind: 'label', classes, data: Int32Array.from(part.targets) };
    return {
      count: part.count,
      columns: {
        features: {
          kind: 'values',
          shape: part.shape,
          data: areBytes && part.inputs instanceof Uint8Array ? part.inputs : toFloats(part.inputs),
          scale: pixels ? 1 / 255 : 1,
        },
        [target.kind === 'label' ? 'label' : 'value']: target,
      },
    };
  };
}

function toFloats(data: NpyPair['inputs']): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
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
  const kinds = [train, test].map(({ classes, targetShape }) =>
    classes === null ? `floats, ${targetShape.join(' × ')} a row` : 'classes',
  );
  if (kinds[0] !== kinds[1])
    throw mismatch(test.targetsFile, kinds[1] ?? '', train.targetsFile, kinds[0] ?? '');
}

function assertBytes(parts: readonly NpyPair[]): void {
  const wrong = parts.find(({ areBytes }) => !areBytes);
  if (wrong)
    throw new WorkbenchError(
      'validation',
      `${quote(wrong.inputsFile)} does not hold bytes (uint8), as pixels are. Import it without saying that its numbers are pixels.`,
    );
}
