import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatVersion } from '#spec/experiment';
import { WorkbenchError } from '#spec/errors';
import { readVersionedJson, writeJson } from './versioned-json';

/** A row is three little-endian float64: step, seconds of training, value. */
export const rowBytes = 24;

const indexSchema = z.strictObject({
  version: z.literal(formatVersion),
  /** Metric → file in `metrics/`. */
  files: z.record(z.string(), z.string().regex(/^\d+\.f64$/)),
});
/** Metric → file name in `metrics/`. */
export type MetricIndex = Map<string, string>;

/** The run's `metrics.json`; empty where there is none yet. */
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

/** Whole rows in the file; a torn last one does not count. */
export async function countRows(handle: FileHandle): Promise<number> {
  return Math.floor((await handle.stat()).size / rowBytes);
}

/** Index of the first of `rows` rows whose step is past `step`; steps never fall within a file. */
export async function firstRowPast(
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
