import { basename } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { readNpy, shapeText, type NpyArray } from '../formats/npy';
import { mostClasses } from './source-data';

/** Inputs and targets, row for row. */
export interface NpyPart {
  inputsFile: string;
  targetsFile: string;
  /** Rows. */
  count: number;
  /** Of a row of inputs. */
  shape: number[];
  inputs: NpyArray['data'];
  /** Whether the inputs are bytes (uint8). */
  areBytes: boolean;
  /** Of a row of targets. */
  targetShape: number[];
  targets: NpyArray['data'];
  /** One more than the largest target; null where these are floats. */
  classes: number | null;
}

/** Reads a pair of NPY files. Throws a WorkbenchError where they do not go together. */
export async function readNpyPart(inputsPath: string, targetsPath: string): Promise<NpyPart> {
  const [inputs, targets] = await Promise.all([readNpy(inputsPath), readNpy(targetsPath)]);
  const [inputsFile, targetsFile] = [basename(inputsPath), basename(targetsPath)];
  const refuse = (path: string, what: string): WorkbenchError =>
    new WorkbenchError('validation', `'${basename(path)}' has ${what}`, { path });
  const [count = 0, wanted = 0] = [inputs.shape[0], targets.shape[0]];
  if (count !== wanted)
    throw refuse(
      inputsPath,
      `${count.toLocaleString('en')} rows, but '${targetsFile}' has ${wanted.toLocaleString('en')}. Take two files of the same rows.`,
    );
  if (targets.shape.length > 2)
    throw refuse(
      targetsPath,
      `the shape ${shapeText(targets.shape)}; targets are one number a row, or one row of numbers. Are the two files swapped?`,
    );
  const targetShape = rowShape(targets.shape);
  const areClasses = targets.kind !== 'f';
  if (areClasses && targetShape[0] !== 1)
    throw refuse(
      targetsPath,
      `${targetShape[0]} whole numbers a row; a class is one. If they are values to predict, save them as floats: array.astype('float32').`,
    );
  return {
    inputsFile,
    targetsFile,
    count,
    shape: rowShape(inputs.shape),
    inputs: inputs.data,
    areBytes: inputs.kind === 'u' && inputs.data instanceof Uint8Array,
    targetShape,
    targets: targets.data,
    classes: areClasses ? countClasses(targets, (what) => refuse(targetsPath, what)) : null,
  };
}

function countClasses({ data }: NpyArray, refuse: (what: string) => WorkbenchError): number {
  let largest = 0;
  data.forEach((label, row) => {
    if (label < 0)
      throw refuse(
        `the class ${label} in row ${row}; classes are whole numbers from 0. If they are values to predict, save them as floats: array.astype('float32').`,
      );
    largest = Math.max(largest, label);
  });
  if (largest >= mostClasses)
    throw refuse(
      `the class ${largest}, and so ${largest + 1} classes; ${mostClasses.toLocaleString('en')} are the most. If they are values to predict, save them as floats: array.astype('float32').`,
    );
  return largest + 1;
}

function rowShape([, ...rest]: readonly number[]): number[] {
  return rest.length > 0 ? rest : [1];
}
