import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricPoint } from '#spec/metric-catalogue';
import { errorCode, fileError } from '#files/file-errors';
import {
  countRows,
  firstRowPast,
  metricPath,
  readIndex,
  rowBytes,
  writeIndex,
  type MetricIndex,
} from './metric-files';

/** Columns of one metric, oldest first. */
export interface MetricRows {
  step: Float64Array;
  seconds: Float64Array;
  value: Float64Array;
}

export interface StepInterval {
  /** Both ends belong to the range. */
  fromStep?: number;
  toStep?: number;
}

/** Names of the metrics a run has written. */
export async function listMetrics(runDirectory: string): Promise<string[]> {
  return [...(await readIndex(runDirectory)).keys()];
}

/** The rows of a metric in the range, also while the run goes on; null where it has none. */
export async function readMetric(
  runDirectory: string,
  metric: string,
  range: StepInterval = {},
): Promise<MetricRows | null> {
  const file = (await readIndex(runDirectory)).get(metric);
  if (file === undefined) return null;
  const path = metricPath(runDirectory, file);
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError('read', path, error);
  }
  try {
    const rows = await countRows(handle);
    const { fromStep = -Infinity, toStep = Infinity } = range;
    const end = toStep === Infinity ? rows : await firstRowPast(handle, rows, toStep);
    // The first row at fromStep is the first past the number just below it.
    const start =
      fromStep === -Infinity ? 0 : await firstRowPast(handle, end, Math.ceil(fromStep) - 1);
    return await readRows(handle, start, end);
  } catch (error) {
    throw fileError('read', path, error);
  } finally {
    await handle.close();
  }
}

async function readRows(handle: FileHandle, start: number, end: number): Promise<MetricRows> {
  const count = Math.max(0, end - start);
  const bytes = Buffer.alloc(count * rowBytes);
  await handle.read(bytes, 0, bytes.length, start * rowBytes);
  const rows = {
    step: new Float64Array(count),
    seconds: new Float64Array(count),
    value: new Float64Array(count),
  };
  for (let row = 0; row < count; row += 1) {
    rows.step[row] = bytes.readDoubleLE(row * rowBytes);
    rows.seconds[row] = bytes.readDoubleLE(row * rowBytes + 8);
    rows.value[row] = bytes.readDoubleLE(row * rowBytes + 16);
  }
  return rows;
}

interface MetricFile {
  handle: FileHandle;
  /** Whole rows on disk. */
  rows: number;
  pending: MetricPoint[];
}

/** Appends to a run's curves. One writer a run; readers may read meanwhile. */
export class MetricWriter {
  readonly #runDirectory: string;
  readonly #index: MetricIndex;
  readonly #columns = new Map<string, MetricFile>();
  #pending: MetricPoint[] = [];

  private constructor(runDirectory: string, index: MetricIndex) {
    this.#runDirectory = runDirectory;
    this.#index = index;
  }

  /** Goes on where the files end; a torn last row is dropped. Close it. */
  static async open(runDirectory: string): Promise<MetricWriter> {
    await mkdir(join(runDirectory, 'metrics'), { recursive: true });
    const writer = new MetricWriter(runDirectory, await readIndex(runDirectory));
    try {
      for (const [metric, file] of writer.#index) await writer.#openColumn(metric, file);
    } catch (error) {
      await writer.#closeColumns();
      throw error;
    }
    return writer;
  }

  /** Keeps the points until the next `flush`. */
  append(points: readonly MetricPoint[]): void {
    this.#pending.push(...points);
  }

  /** Hands everything to the system; `sync` waits for the disk too. Not to be called twice at once. */
  async flush(sync = false): Promise<void> {
    const points = this.#pending;
    this.#pending = [];
    await this.#addColumns(points);
    for (const point of points) this.#columns.get(point.metric)?.pending.push(point);
    for (const [metric, column] of this.#columns) {
      try {
        await writePending(column);
        if (sync) await column.handle.sync();
      } catch (error) {
        throw fileError('written', this.#pathOf(metric), error);
      }
    }
  }

  /** Drops all rows past `step`: what came after the checkpoint that a run goes on from. */
  async truncateAfter(step: number): Promise<void> {
    await this.flush();
    for (const [metric, column] of this.#columns) {
      try {
        column.rows = await firstRowPast(column.handle, column.rows, step);
        await column.handle.truncate(column.rows * rowBytes);
      } catch (error) {
        throw fileError('written', this.#pathOf(metric), error);
      }
    }
  }

  /** Flushes, syncs and closes the files, the latter also where writing fails. */
  async close(): Promise<void> {
    try {
      await this.flush(true);
    } finally {
      await this.#closeColumns();
    }
  }

  async #addColumns(points: readonly MetricPoint[]): Promise<void> {
    const fresh = new Set(points.map(({ metric }) => metric));
    for (const metric of this.#columns.keys()) fresh.delete(metric);
    if (fresh.size === 0) return;
    for (const metric of fresh) this.#index.set(metric, `${this.#index.size}.f64`);
    await writeIndex(this.#runDirectory, this.#index);
    for (const metric of fresh) await this.#openColumn(metric, this.#index.get(metric) ?? '');
  }

  async #openColumn(metric: string, file: string): Promise<void> {
    const path = metricPath(this.#runDirectory, file);
    try {
      const handle = await openForUpdate(path);
      const rows = await countRows(handle);
      await handle.truncate(rows * rowBytes);
      this.#columns.set(metric, { handle, rows, pending: [] });
    } catch (error) {
      throw fileError('written', path, error);
    }
  }

  #pathOf(metric: string): string {
    return metricPath(this.#runDirectory, this.#index.get(metric) ?? '');
  }

  async #closeColumns(): Promise<void> {
    for (const { handle } of this.#columns.values()) await handle.close();
    this.#columns.clear();
  }
}

async function openForUpdate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return open(path, 'w+');
    throw error;
  }
}

/** Writes at the place where the rows belong, so that a write cut short is mended by the next one. */
async function writePending(column: MetricFile): Promise<void> {
  if (column.pending.length === 0) return;
  const bytes = Buffer.alloc(column.pending.length * rowBytes);
  for (const [row, { step, seconds, value }] of column.pending.entries()) {
    bytes.writeDoubleLE(step, row * rowBytes);
    bytes.writeDoubleLE(seconds, row * rowBytes + 8);
    bytes.writeDoubleLE(value, row * rowBytes + 16);
  }
  let done = 0;
  while (done < bytes.length) {
    const position = column.rows * rowBytes + done;
    done += (await column.handle.write(bytes, done, bytes.length - done, position)).bytesWritten;
  }
  column.rows += column.pending.length;
  column.pending = [];
}
