import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatVersion } from '#spec/experiment';
import { isOfKind } from '#spec/errors';
import type { ReadableFile } from './readable-file';
import { readVersionedJson, writeJson } from './versioned-json';

/** Bytes of a row of a metric file: three little-endian float64 numbers, step, seconds of training and value. */
export const rowBytes = 24;
/** Numbers in a row. */
export const rowNumbers = 3;

/** The content of the file `metrics.json`. */
export const metricIndexSchema = z.strictObject({
  version: z.literal(formatVersion),
  /** File in `metrics/` by name of the metric. */
  files: z.record(z.string(), z.string().regex(/^\d+\.f64$/)),
});

/** Name of the file in `metrics/` by name of the metric. */
export type MetricIndex = Map<string, string>;

/** Reads the run's `metrics.json`; empty where there is none yet. */
export async function readIndex(runDirectory: string): Promise<MetricIndex> {
  try {
    const { files } = await readVersionedJson(
      join(runDirectory, 'metrics.json'),
      metricIndexSchema,
    );
    return new Map(Object.entries(files));
  } catch (error) {
    if (isOfKind(error, 'notFound')) return new Map();
    throw error;
  }
}

export async function writeIndex(runDirectory: string, index: MetricIndex): Promise<void> {
  const files = Object.fromEntries(index);
  await writeJson(join(runDirectory, 'metrics.json'), { version: formatVersion, files });
}

export function metricPath(runDirectory: string, file: string): string {
  return join(runDirectory, 'metrics', file);
}

/** The rows of one metric as columns, the oldest row first. */
export interface MetricRows {
  step: Float64Array;
  seconds: Float64Array;
  value: Float64Array;
}

/** Reads the rows from number `start` to before `end`, all of which the file has. */
export async function readRows(
  file: ReadableFile,
  start: number,
  end: number,
): Promise<MetricRows> {
  const numbers = new Float64Array(Math.max(0, end - start) * rowNumbers);
  await readNumbers(file, start, numbers);
  return splitRows(numbers);
}

/**
 * Fills `numbers` with whole rows from number `start` on, as they lie in the file: step, seconds and value of each. Every
 * machine on which this program runs is little-endian.
 */
export async function readNumbers(
  file: ReadableFile,
  start: number,
  numbers: Float64Array,
): Promise<void> {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let done = 0;
  while (done < bytes.length) {
    const position = start * rowBytes + done;
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position);
    if (bytesRead === 0) throw new Error('it became shorter while it was read');
    done += bytesRead;
  }
}

/** The columns of rows as `readNumbers` reads them. */
export function splitRows(numbers: Float64Array): MetricRows {
  const [step, seconds, value] = [0, 1, 2].map((column) => columnOf(numbers, column));
  return { step, seconds, value } as MetricRows;
}

/** One column of rows as `readNumbers` reads them: 0 steps, 1 seconds, 2 values. */
export function columnOf(numbers: Float64Array, column: number): Float64Array {
  const values = new Float64Array(numbers.length / rowNumbers);
  for (let row = 0, at = column; row < values.length; row += 1, at += rowNumbers)
    values[row] = numbers[at] as number;
  return values;
}

/** Number of complete rows in the file; a last row that was cut off is not counted. */
export async function countRows(file: Pick<ReadableFile, 'stat'>): Promise<number> {
  return Math.floor((await file.stat()).size / rowBytes);
}

/** Index of the first of `rows` rows whose step is greater than `step`. Steps never decrease within a file. */
export async function firstRowAfter(
  handle: FileHandle,
  rows: number,
  step: number,
): Promise<number> {
  const cell = Buffer.alloc(8);
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = (low + high) >> 1;
    await handle.read(cell, 0, 8, middle * rowBytes);
    if (cell.readDoubleLE(0) > step) high = middle;
    else low = middle + 1;
  }
  return low;
}
