import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatVersion } from '#spec/experiment';
import { WorkbenchError } from '#spec/errors';
import { readVersionedJson, writeJson } from './versioned-json';

/** Bytes of a row of a metric file: three little-endian float64 numbers, step, seconds of training and value. */
export const rowBytes = 24;

const indexSchema = z.strictObject({
  version: z.literal(formatVersion),
  /** File in `metrics/` by name of the metric. */
  files: z.record(z.string(), z.string().regex(/^\d+\.f64$/)),
});

/** Name of the file in `metrics/` by name of the metric. */
export type MetricIndex = Map<string, string>;

/** Reads the run's `metrics.json`; empty where there is none yet. */
export async function readIndex(runDirectory: string): Promise<MetricIndex> {
  try {
    const { files } = await readVersionedJson(join(runDirectory, 'metrics.json'), indexSchema);
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof WorkbenchError && error.kind === 'notFound') return new Map();
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

/** Number of complete rows in the file; a last row that was cut off is not counted. */
export async function countRows(handle: FileHandle): Promise<number> {
  return Math.floor((await handle.stat()).size / rowBytes);
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
