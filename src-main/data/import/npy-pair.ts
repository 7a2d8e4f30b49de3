import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { FileNumbers } from '../formats/float32';
import { readNpy, shapeText, type NpyArray } from '../formats/npy';
import { describeNoClass } from './class-numbers';

type NpyRequest = Extract<ImportRequest, { format: 'npy' }>;

/** The targets of a part. */
export interface NpyTargets {
  file: string;
  /** Whether each is the number of a class, which `describeNoClass` has accepted. */
  areClasses: boolean;
  areIntegers: boolean;
  /** Shape of one row. */
  shape: number[];
  data: FileNumbers;
}

/** An array of inputs, and one of targets with the same number of rows. */
export interface NpyPair {
  inputsFile: string;
  /** Number of rows. */
  count: number;
  /** Shape of one row of inputs. */
  shape: number[];
  inputs: FileNumbers;
  areIntegers: boolean;
  /** Whether the inputs are unsigned bytes (uint8). */
  areBytes: boolean;
  targets: NpyTargets | null;
}

/**
 * Reads a file of inputs and one of targets, if there is one. `target`: what the targets are; left out, integers are
 * classes and floats are values. Throws as `readNpy`, and `validation` where the two do not belong together.
 */
export async function readNpyPair(
  inputsPath: string,
  targetsPath: string | undefined,
  target: NpyRequest['target'],
): Promise<NpyPair> {
  const inputs = await readNpy(inputsPath);
  const targets =
    targetsPath === undefined ? null : toTargets(await readNpy(targetsPath), targetsPath, target);
  const [count = 0] = inputs.shape;
  const targetCount = targets ? targets.count : count;
  if (targets && count !== targetCount)
    throw invalid(
      inputsPath,
      `has ${count.toLocaleString('en')} rows, but ${quote(targets.file)} has ${targetCount.toLocaleString('en')}. Take two files of the same rows.`,
    );
  return {
    inputsFile: basename(inputsPath),
    count,
    shape: rowShape(inputs.shape),
    inputs: inputs.data,
    areIntegers: inputs.kind !== 'f',
    areBytes: inputs.kind === 'u' && inputs.data instanceof Uint8Array,
    targets,
  };
}

const asValues = `If they are values to predict, import them with target 'value'.`;

function toTargets(
  { kind, shape, data }: NpyArray,
  path: string,
  target: NpyRequest['target'],
): NpyTargets & { count: number } {
  if (shape.length > 2)
    throw invalid(
      path,
      `has the shape ${shapeText(shape)}; targets are one number a row, or one row of numbers. Are the two files swapped?`,
    );
  const row = rowShape(shape);
  const areClasses = (target ?? (kind === 'f' ? 'value' : 'class')) === 'class';
  if (areClasses && row[0] !== 1)
    throw invalid(
      path,
      `has ${row[0]} numbers a row; a class is one. If they are one-hot, save targets.argmax(axis=1). ${asValues}`,
    );
  const wrong = areClasses ? describeNoClass(data) : null;
  if (wrong !== null) throw invalid(path, `${wrong} ${asValues}`);
  return {
    file: basename(path),
    areClasses,
    areIntegers: kind !== 'f',
    shape: row,
    data,
    count: shape[0] ?? 0,
  };
}

function rowShape([, ...rest]: readonly number[]): number[] {
  return rest.length > 0 ? rest : [1];
}

function invalid(path: string, what: string): WorkbenchError {
  return new WorkbenchError('validation', `${quote(basename(path))} ${what}`, { path });
}
