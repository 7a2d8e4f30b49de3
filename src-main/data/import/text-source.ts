import { basename } from 'node:path';
import type { ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { SplitName } from '#spec/task';
import { isCharacterStart, readUtf8 } from '../formats/utf8';

type TextRequest = Extract<ImportRequest, { format: 'text' }>;

/** Text that was read and split, before anything is written. */
export interface TextSource {
  /** UTF-8 bytes by split; empty where there is no such split. */
  parts: Record<SplitName, Uint8Array>;
  /** Characters by split. */
  counts: Record<SplitName, number>;
  /** Number of different characters in the training split. */
  symbols: number;
  /** The origin of the text, for the user. */
  description: string;
}

/**
 * Reads text files. Splits without a file are cut from the end of the training file between two characters: the test
 * split at the very end, the validation split before it, each as a fraction of the bytes of the whole file. Throws a
 * WorkbenchError as `readUtf8`, and `validation` where the fractions do not fit.
 */
export async function readTextSource(request: TextRequest): Promise<TextSource> {
  const whole = await readUtf8(request.train);
  const readOwnFile = async (name: 'validation' | 'test'): Promise<Uint8Array | null> => {
    const path = request[name];
    if (path === undefined) return null;
    if (request[`${name}Fraction`] > 0)
      throw new WorkbenchError(
        'validation',
        `The ${name} part has a file of its own, so it cannot be cut from ${quote(basename(request.train))} too. Give the file or the fraction.`,
      );
    return readUtf8(path);
  };
  const files = { validation: await readOwnFile('validation'), test: await readOwnFile('test') };
  const cut = cutEnds(whole, request);
  const parts = {
    train: cut.train,
    validation: files.validation ?? cut.validation,
    test: files.test ?? cut.test,
  };
  return {
    parts,
    counts: {
      train: countCharacters(parts.train),
      validation: countCharacters(parts.validation),
      test: countCharacters(parts.test),
    },
    symbols: countSymbols(parts.train),
    description: describe(request),
  };
}

function cutEnds(
  whole: Uint8Array,
  { train, validationFraction, testFraction }: TextRequest,
): Record<SplitName, Uint8Array> {
  if (validationFraction + testFraction >= 1)
    throw new WorkbenchError(
      'validation',
      `The validation part (${validationFraction}) and the test part (${testFraction}) leave nothing of ${quote(basename(train))} to train on. Lower one of them.`,
    );
  const test = characterStartBefore(whole, whole.length - Math.round(testFraction * whole.length));
  const validation = characterStartBefore(
    whole,
    test - Math.round(validationFraction * whole.length),
  );
  if (validation === 0)
    throw new WorkbenchError(
      'validation',
      `${quote(basename(train))} is too short to be cut: nothing would be left to train on. Import it whole, or give the other parts as files.`,
    );
  return {
    train: whole.subarray(0, validation),
    validation: whole.subarray(validation, test),
    test: whole.subarray(test),
  };
}

/** The last offset up to `at` at which a character begins or the text ends. */
function characterStartBefore(bytes: Uint8Array, at: number): number {
  let start = Math.max(0, at);
  while (start > 0 && start < bytes.length && !isCharacterStart(bytes[start] ?? 0)) start--;
  return start;
}

function countCharacters(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (isCharacterStart(byte)) count++;
  return count;
}

function countSymbols(bytes: Uint8Array): number {
  const points = new Set<number>();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    points.add(point);
  }
  return points.size;
}

function describe({
  train,
  validation,
  test,
  validationFraction,
  testFraction,
}: TextRequest): string {
  const part = (name: string, path: string | undefined, fraction: number): string[] => {
    if (path !== undefined) return [`${name} ${basename(path)}`];
    return fraction > 0 ? [`${name} its last ${Number((100 * fraction).toPrecision(3))} %`] : [];
  };
  const others = [
    ...part('validation', validation, validationFraction),
    ...part('test', test, testFraction),
  ];
  return [`Text file ${basename(train)}`, ...others].join(', ');
}
