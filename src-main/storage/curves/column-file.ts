import type { Stats } from 'node:fs';
import { errorCode, fileError } from '#files/file-errors';
import {
  columnOf,
  readNumbers,
  readRows,
  rowBytes,
  rowNumbers,
  type MetricRows,
} from '../metric-files';
import { openToRead, statFile, type ReadableFile } from '../readable-file';

/** What tells whether a file is still as it was when it was read. */
export type Stamp = Pick<Stats, 'size' | 'mtimeMs'>;

/** The columns of a metric file, as it was when it had the stamp. */
export interface ColumnFile {
  stamp: Stamp;
  rows: MetricRows;
}

/** The columns of step and seconds of a run's metrics, which many of them share. */
export type SharedTimes = Pick<MetricRows, 'step' | 'seconds'>[];

/** Null where there is no such file. */
export async function stampOf(path: string): Promise<Stamp | null> {
  try {
    return await statFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError('read', path, error);
  }
}

export function isSame(a: Stamp, b: Stamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/** Reads rows of a file that has them. Throws `unavailable` where it has not, or cannot be read. */
export async function readRowsOf(path: string, start: number, end: number): Promise<MetricRows> {
  try {
    const file = await openToRead(path);
    try {
      return await readRows(file, start, end);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/**
 * Reads a metric file, or only what was appended to the rows that are known; null where it is gone. Its step and seconds
 * are those among `times` that are equal, or are added to these.
 */
export async function readColumnFile(
  path: string,
  known: ColumnFile | undefined,
  times: SharedTimes,
): Promise<ColumnFile | null> {
  let file: ReadableFile;
  try {
    file = await openToRead(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError('read', path, error);
  }
  try {
    const stamp = await file.stat();
    const count = Math.floor(stamp.size / rowBytes);
    const appended = known && (await readAppended(file, count, known.rows, times));
    return { stamp, rows: appended ?? (await readAll(file, count, times)) };
  } catch (error) {
    throw fileError('read', path, error);
  } finally {
    await file.close();
  }
}

async function readAll(file: ReadableFile, count: number, times: SharedTimes): Promise<MetricRows> {
  return withNumbers(file, 0, count, (numbers) => {
    const shared = times.find((time) => hasTimes(numbers, time)) ?? {
      step: columnOf(numbers, 0),
      seconds: columnOf(numbers, 1),
    };
    if (!times.includes(shared)) times.push(shared);
    return { ...shared, value: columnOf(numbers, 2) };
  });
}

/**
 * The known rows and those after them. Null where the file does not continue the known rows: a run that went on from an
 * earlier checkpoint has written other rows after it, with other seconds.
 */
async function readAppended(
  file: ReadableFile,
  count: number,
  known: MetricRows,
  times: SharedTimes,
): Promise<MetricRows | null> {
  const last = known.step.length - 1;
  if (last < 0 || count <= last + 1) return null;
  return withNumbers(file, last, count, (numbers) => {
    const isContinued =
      numbers[0] === known.step[last] &&
      numbers[1] === known.seconds[last] &&
      Object.is(numbers[2], known.value[last]);
    if (!isContinued) return null;
    const continued = (column: Float64Array, index: number): Float64Array => {
      const all = new Float64Array(count);
      all.set(column.subarray(0, last));
      all.set(columnOf(numbers, index), last);
      return all;
    };
    const own = { step: continued(known.step, 0), seconds: continued(known.seconds, 1) };
    const shared =
      times.find(({ step, seconds }) => isEqual(step, own.step) && isEqual(seconds, own.seconds)) ??
      own;
    if (shared === own) times.push(own);
    return { ...shared, value: continued(known.value, 2) };
  });
}

/** Whether the rows were measured at these steps and seconds. */
function hasTimes(numbers: Float64Array, { step, seconds }: SharedTimes[number]): boolean {
  if (numbers.length !== step.length * rowNumbers) return false;
  for (let row = 0, at = 0; row < step.length; row += 1, at += rowNumbers)
    if (numbers[at] !== step[row] || numbers[at + 1] !== seconds[row]) return false;
  return true;
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, row) => value === b[row]);
}

/** Buffers that no read uses. New ones of this size for each of hundreds of files would take longer than reading. */
const idleBuffers: Float64Array[] = [];
/** Buffers for more numbers are not kept. */
const keptNumbers = 2 ** 17;

/** Reads rows into a buffer that is used again after `split` has returned. */
async function withNumbers<R>(
  file: ReadableFile,
  start: number,
  end: number,
  split: (numbers: Float64Array) => R,
): Promise<R> {
  const length = (end - start) * rowNumbers;
  const isKept = length <= keptNumbers;
  const buffer =
    (isKept ? idleBuffers.pop() : undefined) ?? new Float64Array(isKept ? keptNumbers : length);
  try {
    const numbers = buffer.subarray(0, length);
    await readNumbers(file, start, numbers);
    return split(numbers);
  } finally {
    if (isKept) idleBuffers.push(buffer);
  }
}
