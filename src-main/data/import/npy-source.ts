import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import type { Column, Split } from '../dataset';
import { isSortedByClass, shuffleSplit } from './shuffle';
import { readNpyPart, type NpyPart } from './npy-part';
import type { SourceData } from './source-data';

type NpyRequest = Extract<ImportRequest, { format: 'npy' }>;

/**
 * Reads one or two pairs of NPY files: fields `features` (the shape of a row; one number where rows are
 * numbers) and `label` (whole numbers: one class more than the largest) or `value` (floats, one or several
 * a row). Rows keep the files' order, unless they are sorted by class and the order is not asked for.
 */
export async function readNpySource(request: NpyRequest): Promise<SourceData> {
  const { inputs, targets, testInputs, testTargets } = request;
  if ((testInputs === undefined) !== (testTargets === undefined))
    throw new WorkbenchError(
      'validation',
      'A test part needs both its inputs and its targets. Give both files or neither.',
    );
  const train = await readNpyPart(inputs, targets);
  const test =
    testInputs !== undefined && testTargets !== undefined
      ? await readNpyPart(testInputs, testTargets)
      : null;
  if (test) refuseOthers(train, test);
  const parts = test ? [train, test] : [train];
  if (request.pixels) refuseNumbers(parts);
  const split = splitter(parts, request.pixels);
  const inFileOrder = split(train);
  const sorted = !request.keepOrder && isSortedByClass(inFileOrder);
  return {
    fields: Object.fromEntries(
      Object.entries(inFileOrder.columns).map(([name, column]) => [
        name,
        column.kind === 'label'
          ? { kind: 'label', classes: column.classes }
          : { kind: 'values', shape: column.shape },
      ]),
    ),
    train: sorted ? shuffleSplit(inFileOrder) : inFileOrder,
    test: test && split(test),
    description: `NPY files ${basename(inputs)} and ${basename(targets)}${sorted ? '; sorted by class, so its rows were mixed' : ''}`,
    mixed: sorted,
  };
}

/** Makes columns of a part, of one kind for all parts. */
function splitter(parts: readonly NpyPart[], pixels: boolean): (part: NpyPart) => Split {
  const areBytes = parts.every(({ inputs }) => inputs instanceof Uint8Array);
  const classes = Math.max(2, ...parts.map(({ classes: count }) => count ?? 0));
  return (part) => {
    const target: Column =
      part.classes === null
        ? { kind: 'values', shape: part.targetShape, data: floats(part.targets), scale: 1 }
        : { kind: 'label', classes, data: Int32Array.from(part.targets) };
    return {
      count: part.count,
      columns: {
        features: {
          kind: 'values',
          shape: part.shape,
          data: areBytes && part.inputs instanceof Uint8Array ? part.inputs : floats(part.inputs),
          scale: pixels ? 1 / 255 : 1,
        },
        [target.kind === 'label' ? 'label' : 'value']: target,
      },
    };
  };
}

function floats(data: NpyPart['inputs']): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function refuseOthers(train: NpyPart, test: NpyPart): void {
  const refuse = (file: string, has: string, other: string, others: string): WorkbenchError =>
    new WorkbenchError(
      'validation',
      `'${file}' has ${has}, but '${other}' has ${others}. Take test files that are like the training files.`,
    );
  const [ofTrain, ofTest] = [train, test].map(({ shape }) => `rows of ${shape.join(' × ')}`);
  if (ofTrain !== ofTest)
    throw refuse(test.inputsFile, ofTest ?? '', train.inputsFile, ofTrain ?? '');
  const kinds = [train, test].map(({ classes, targetShape }) =>
    classes === null ? `floats, ${targetShape.join(' × ')} a row` : 'classes',
  );
  if (kinds[0] !== kinds[1])
    throw refuse(test.targetsFile, kinds[1] ?? '', train.targetsFile, kinds[0] ?? '');
}

function refuseNumbers(parts: readonly NpyPart[]): void {
  const wrong = parts.find(({ areBytes }) => !areBytes);
  if (wrong)
    throw new WorkbenchError(
      'validation',
      `'${wrong.inputsFile}' does not hold bytes (uint8), as pixels are. Import it without saying that its numbers are pixels.`,
    );
}
