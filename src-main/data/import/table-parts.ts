import type { TableRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';

type PartRequest = Pick<
  TableRequest,
  'validationFile' | 'testFile' | 'validationFraction' | 'testFraction'
>;

/** The rows of the training file by part; null where a part is not cut from it. */
export interface CutRows {
  train: Uint32Array;
  validation: Uint32Array | null;
  test: Uint32Array | null;
}

/**
 * Cuts the parts without a file from the end of the rows: the test part last, the validation part before it. Throws
 * `validation` where a part would be empty, or has a file too.
 */
export function cutParts(rows: Uint32Array, file: string, request: PartRequest): CutRows {
  const sizes = { validation: 0, test: 0 };
  for (const part of ['validation', 'test'] as const) {
    const fraction = request[`${part}Fraction`];
    if (fraction === 0) continue;
    if (request[`${part}File`] !== undefined)
      throw invalid(
        `The ${part} part has a file of its own, so it cannot be cut from ${quote(file)} too. Give the file or the fraction.`,
      );
    sizes[part] = Math.round(fraction * rows.length);
    if (sizes[part] === 0)
      throw invalid(
        `${quote(file)} has ${rows.length} rows, too few to cut a ${part} part of ${fraction} from them. Raise the fraction, or give the part as a file.`,
      );
  }
  const left = rows.length - sizes.validation - sizes.test;
  if (left <= 0)
    throw invalid(
      `The validation part (${request.validationFraction}) and the test part (${request.testFraction}) leave no row of ${quote(file)} to train on. Lower one of them.`,
    );
  const end = left + sizes.validation;
  return {
    train: rows.subarray(0, left),
    validation: sizes.validation > 0 ? rows.subarray(left, end) : null,
    test: sizes.test > 0 ? rows.subarray(end) : null,
  };
}

function invalid(message: string): WorkbenchError {
  return new WorkbenchError('validation', message);
}
