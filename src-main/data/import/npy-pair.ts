import { basename } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { readNpy, shapeText, type NpyArray } from '../formats/npy';
import { maxClasses } from './source-data';

/** An array of inputs and an array of targets with the same number of rows. */
export interface NpyPair {
  inputsFile: string;
  targetsFile: string;
  /** Number of rows. */
  count: number;
  /** Shape of one row of inputs. */
  shape: number[];
  inputs: NpyArray['data'];
  /** Whether the inputs are unsigned bytes (uint8). */
  areBytes: boolean;
  /** Shape of one row of targets. */
  targetShape: number[];
  targets: NpyArray['data'];
  /** One more than the largest target; null where the targets are floats. */
  classes: number | null;
}

/** Reads a pair of NPY files. Throws as `readNpy`, and `validation` where the two do not belong together. */
export async function readNpyPair(inputsPath: string, targetsPath: string): Promise<NpyPair> {
  const [inputs, targets] = await Promise.all([readNpy(inputsPath), readNpy(targetsPath)]);
  const [inputsFile, targetsFile] = [basename(inputsPath), basename(targetsPath)];
  const invalid = (path: string, what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(basename(path))} has ${what}`, { path });
  const [count = 0, targetCount = 0] = [inputs.shape[0], targets.shape[0]];
  if (count !== targetCount)
    throw invalid(
      inputsPath,
      `${count.toLocaleString('en')} rows, but ${quote(targetsFile)} has ${targetCount.toLocaleString('en')}. Take two files of the same rows.`,
    );
  if (targets.shape.length > 2)
    throw invalid(
      targetsPath,
      `the shape ${shapeText(targets.shape)}; targets are one number a row, or one row of numbers. Are the two files swapped?`,
    );
  const targetShape = rowShape(targets.shape);
  const areClasses = targets.kind !== 'f';
  if (areClasses && targetShape[0] !== 1)
    throw invalid(
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
    classes: areClasses ? countClasses(targets, (what) => invalid(targetsPath, what)) : null,
  };
}

function countClasses({ data }: NpyArray, invalid: (what: string) => WorkbenchError): number {
  let largest = 0;
  data.forEach((label, row) => {
    if (label < 0)
      throw invalid(
        `the class ${label} in row ${row}; classes are whole numbers from 0. If they are values to predict, save them as floats: array.astype('float32').`,
      );
    largest = Math.max(largest, label);
  });
  if (largest >= maxClasses)
    throw invalid(
      `the class ${largest}, and so ${largest + 1} classes; ${maxClasses.toLocaleString('en')} are the most. If they are values to predict, save them as floats: array.astype('float32').`,
    );
  return largest + 1;
}

function rowShape([, ...rest]: readonly number[]): number[] {
  return rest.length > 0 ? rest : [1];
}
