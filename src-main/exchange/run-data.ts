/** What a run has recorded, for writers of files: metric by metric, in pieces, so that a long run needs little memory. */
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, fileError } from '#files/file-errors';
import type { Run } from '#spec/run';
import { countRows, metricPath, readIndex, readRows, type MetricRows } from '#storage/metric-files';

/** Rows of a metric that are in memory at a time. */
const pieceRows = 2 ** 16;

/** The rows of one metric that were there when the run was opened. */
export interface MetricData {
  name: string;
  /** Those that are damaged are among them and are not read. */
  rows: number;
  /** Throws `unavailable` where the file cannot be read. */
  readPieces(): AsyncGenerator<MetricRows>;
}

/** A run with metrics of it. */
export interface RunData {
  run: Run;
  metrics: readonly MetricData[];
}

/**
 * Finds what the run has recorded until now. Rows that are written later are left out, so that all metrics end at the same
 * step.
 */
export async function openRunData(run: Run, directory: string): Promise<RunData> {
  const metrics: MetricData[] = [];
  for (const [name, file] of await readIndex(directory)) {
    const path = metricPath(directory, file);
    const rows = await withFile(path, 0, countRows);
    if (rows > 0) metrics.push({ name, rows, readPieces: () => readPieces(path, rows) });
  }
  return { run, metrics };
}

/** All rows of a metric at once. */
export async function readColumns(metric: MetricData): Promise<MetricRows> {
  const columns = makeColumns(metric.rows);
  let rows = 0;
  for await (const piece of metric.readPieces()) {
    for (const key of ['step', 'seconds', 'value'] as const) columns[key].set(piece[key], rows);
    rows += piece.step.length;
  }
  return sliceRows(columns, 0, rows);
}

function makeColumns(rows: number): MetricRows {
  const [step, seconds, value] = [0, 0, 0].map(() => new Float64Array(rows));
  return { step, seconds, value } as MetricRows;
}

function sliceRows({ step, seconds, value }: MetricRows, start: number, end: number): MetricRows {
  return {
    step: step.subarray(start, end),
    seconds: seconds.subarray(start, end),
    value: value.subarray(start, end),
  };
}

/** Reads up to the first row that no run has written: a power cut can leave such at the end of a file. */
async function* readPieces(path: string, rows: number): AsyncGenerator<MetricRows> {
  let lastStep = 0;
  for (let start = 0; start < rows; start += pieceRows) {
    const end = Math.min(rows, start + pieceRows);
    const piece = await withFile(path, null, (file) => readRows(file, start, end));
    const ordered = countOrdered(piece.step, lastStep);
    if (ordered > 0) yield sliceRows(piece, 0, ordered);
    if (ordered < end - start) return;
    lastStep = piece.step.at(-1) ?? lastStep;
  }
}

/** How many steps from the first on are whole numbers that never decrease. */
function countOrdered(steps: Float64Array, after: number): number {
  let last = after;
  const disordered = steps.findIndex((step) => {
    if (!Number.isSafeInteger(step) || step < last) return true;
    last = step;
    return false;
  });
  return disordered < 0 ? steps.length : disordered;
}

/** Calls the function with the open file. `missing`: the result where there is no file; null: that is an error. */
async function withFile<T>(
  path: string,
  missing: T | null,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  try {
    const file = await open(path, 'r');
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (missing !== null && errorCode(error) === 'ENOENT') return missing;
    throw fileError('read', path, error);
  }
}
