/**
 * The extremes of a long metric beside its file: `metrics/3.extremes` of `metrics/3.f64`. It is a cache and never the
 * truth: where it does not fit its metric, or was damaged, it is thrown away and made again. Little-endian float64
 * numbers: the header, then the columns of `Extremes`.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from '#files/temporary-files';
import { isOwnFolder } from '../own-folder';
import { isSame, type Stamp } from './column-file';
import type { Extremes } from './extremes';

/** "DNIX" and the version of the format. */
const signature = 0x444e4958_01;
const headerNumbers = 10;
/** Columns that have a number for each row. */
const rowColumns = 4;

/** The path of the extremes of a metric file. */
export function extremesPath(metricFile: string): string {
  return metricFile.replace(/\.f64$/, '.extremes');
}

/** Null where there are none that fit the metric file. Never throws. */
export async function readExtremes(metricFile: string, stamp: Stamp): Promise<Extremes | null> {
  try {
    const bytes = await readFile(extremesPath(metricFile));
    const numbers = new Float64Array(Math.floor(bytes.length / 8));
    new Uint8Array(numbers.buffer).set(bytes.subarray(0, numbers.byteLength));
    return decode(numbers, stamp);
  } catch {
    return null;
  }
}

/** Writes the file, or does nothing where that is not possible, as on a disk that is full or read-only. Never throws. */
export async function writeExtremes(
  metricFile: string,
  stamp: Stamp,
  extremes: Extremes,
): Promise<void> {
  const path = extremesPath(metricFile);
  const temporary = temporaryName(path);
  try {
    if (!(await isOwnFolder(dirname(path)))) return;
    await writeFile(temporary, new Uint8Array(encode(extremes, stamp).buffer));
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function encode({ numbers, rows, gaps, counts }: Extremes, stamp: Stamp): Float64Array {
  const columns = [gaps, numbers, rows.step, rows.seconds, rows.value];
  const encoded = new Float64Array(
    columns.reduce((sum, { length }) => sum + length, headerNumbers),
  );
  const { total, zero, negative, notFinite } = counts;
  encoded.set([signature, 0, stamp.size, stamp.mtimeMs, total, zero, negative, notFinite]);
  encoded.set([gaps.length, numbers.length], 8);
  let offset = headerNumbers;
  for (const column of columns) {
    encoded.set(column, offset);
    offset += column.length;
  }
  encoded[1] = checksum(encoded);
  return encoded;
}

function decode(encoded: Float64Array, stamp: Stamp): Extremes | null {
  const [found, sum, size = NaN, mtimeMs = NaN, ...facts] = encoded.subarray(0, headerNumbers);
  const [total = 0, zero = 0, negative = 0, notFinite = 0, gapCount = 0, rowCount = 0] = facts;
  if (found !== signature || !isSame({ size, mtimeMs }, stamp)) return null;
  if (encoded.length !== headerNumbers + gapCount + rowColumns * rowCount) return null;
  encoded[1] = 0;
  if (checksum(encoded) !== sum) return null;
  const start = headerNumbers + gapCount;
  const column = (index: number): Float64Array =>
    encoded.subarray(start + index * rowCount, start + (index + 1) * rowCount);
  return {
    numbers: column(0),
    rows: { step: column(1), seconds: column(2), value: column(3) },
    gaps: encoded.subarray(headerNumbers, start),
    counts: { total, zero, negative, notFinite },
  };
}

/** As FNV-1a, of words of four bytes. */
function checksum({ buffer, byteOffset, byteLength }: Float64Array): number {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(buffer, byteOffset, byteLength / 4))
    hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
