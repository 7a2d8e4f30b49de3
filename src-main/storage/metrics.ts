import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricPoint } from '#spec/metric-catalogue';
import { ensureDirectory } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import {
  countRows,
  firstRowAfter,
  metricPath,
  readIndex,
  readRows,
  rowBytes,
  writeIndex,
  type MetricIndex,
  type MetricRows,
} from './metric-files';
import { RowBuffer } from './row-buffer';

export type { MetricRows };

/** An interval of steps; a missing end is open. */
interface StepInterval {
  /** Both ends are inclusive. */
  fromStep?: number;
  toStep?: number;
}

/** Names of the metrics that a run has written. */
export async function listMetrics(runDirectory: string): Promise<string[]> {
  return [...(await readIndex(runDirectory)).keys()];
}

/** Reads the rows of a metric in the interval, also while the run continues; null where the run has no such metric. */
export async function readMetric(
  runDirectory: string,
  metric: string,
  interval: StepInterval = {},
): Promise<MetricRows | null> {
  const file = (await readIndex(runDirectory)).get(metric);
  return file === undefined ? null : readMetricFile(metricPath(runDirectory, file), interval);
}

/** All rows of each metric; the names are read once. Throws as `readMetric`. */
export async function* eachMetric(runDirectory: string): AsyncGenerator<[string, MetricRows]> {
  for (const [metric, file] of await readIndex(runDirectory)) {
    const rows = await readMetricFile(metricPath(runDirectory, file));
    if (rows) yield [metric, rows];
  }
}

/** Null where there is no such file. */
async function readMetricFile(
  path: string,
  interval: StepInterval = {},
): Promise<MetricRows | null> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileError('read', path, error);
  }
  try {
    const rows = await countRows(handle);
    const { fromStep = -Infinity, toStep = Infinity } = interval;
    const end = toStep === Infinity ? rows : await firstRowAfter(handle, rows, toStep);
    // The first row from `fromStep` on is the first row after the largest integer below it.
    const start =
      fromStep === -Infinity ? 0 : await firstRowAfter(handle, end, Math.ceil(fromStep) - 1);
    return await readRows(handle, start, end);
  } catch (error) {
    throw fileError('read', path, error);
  } finally {
    await handle.close();
  }
}

/** The last step that any metric of the run has recorded; 0 where there is none. */
export async function lastRecordedStep(runDirectory: string): Promise<number> {
  let last = 0;
  for (const file of (await readIndex(runDirectory)).values()) {
    const path = metricPath(runDirectory, file);
    try {
      const handle = await open(path, 'r');
      try {
        last = Math.max(last, await lastStep(handle, await countRows(handle)));
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw fileError('read', path, error);
    }
  }
  return last;
}

/** The step of the last of `rows` rows; -1 where there are none. */
async function lastStep(handle: FileHandle, rows: number): Promise<number> {
  return rows === 0 ? -1 : ((await readRows(handle, rows - 1, rows)).step[0] ?? -1);
}

/** A metric file that is open for writing. */
interface MetricFile {
  handle: FileHandle;
  /** Complete rows on the disk. */
  rows: number;
  /** Rows after these. They stay until they are written whole. */
  pending: RowBuffer;
}

/**
 * Appends to the metrics of a run. A run has one writer; `readMetric` may read at the same time. Example:
 *
 *     const writer = await MetricWriter.open(runDirectory);
 *     writer.append([{ metric: 'train/loss', step: 1, seconds: 0.2, value: 0.7 }]);
 *     await writer.close();
 */
export class MetricWriter {
  readonly #runDirectory: string;
  readonly #index: MetricIndex;
  readonly #files = new Map<string, MetricFile>();
  /** By metric, of the rows on the disk and those that are buffered. */
  readonly #lastSteps = new Map<string, number>();
  /** By metric, rows that no flush has taken yet. */
  readonly #appended = new Map<string, RowBuffer>();
  /** By metric, the rows at the end that were not in order when the files were opened: garbage after a power cut. */
  readonly droppedRows = new Map<string, number>();

  private constructor(runDirectory: string, index: MetricIndex) {
    this.#runDirectory = runDirectory;
    this.#index = index;
  }

  /** Opens the files at their ends, without a last row that was cut off. The caller closes the writer. */
  static async open(runDirectory: string): Promise<MetricWriter> {
    await ensureDirectory(join(runDirectory, 'metrics'));
    const writer = new MetricWriter(runDirectory, await readIndex(runDirectory));
    try {
      for (const [metric, file] of writer.#index)
        await writer.#openFile(metric, file, openForUpdate);
    } catch (error) {
      await writer.#closeFiles();
      throw error;
    }
    return writer;
  }

  /**
   * Buffers points until the next `flush` and returns those that are new. Steps never decrease within a metric, and a
   * run that resumes may repeat what was recorded at the step of its checkpoint: such a point is dropped.
   */
  append(points: readonly MetricPoint[]): MetricPoint[] {
    return points.filter(({ metric, step, seconds, value }) => {
      if (step <= (this.#lastSteps.get(metric) ?? -1)) return false;
      this.#lastSteps.set(metric, step);
      let rows = this.#appended.get(metric);
      if (!rows) this.#appended.set(metric, (rows = new RowBuffer()));
      rows.push(step, seconds, value);
      return true;
    });
  }

  /**
   * Writes the buffered points; with `sync`, waits until they are on the disk. Only one call at a time. Throws
   * `unavailable` where a file cannot be written; the points stay for the next call.
   */
  async flush(sync = false): Promise<void> {
    await this.#addFiles([...this.#appended.keys()]);
    this.#takeAppended();
    for (const [metric, file] of this.#files) {
      try {
        await writePending(file);
        if (sync) await file.handle.sync();
      } catch (error) {
        throw fileError('written', this.#pathOf(metric), error);
      }
    }
  }

  /** Removes all rows after `step`, the step of the checkpoint from which a run continues. */
  async truncateAfter(step: number): Promise<void> {
    await this.flush();
    for (const [metric, file] of this.#files) {
      try {
        file.rows = await firstRowAfter(file.handle, file.rows, step);
        await file.handle.truncate(file.rows * rowBytes);
        this.#lastSteps.set(metric, await lastStep(file.handle, file.rows));
      } catch (error) {
        throw fileError('written', this.#pathOf(metric), error);
      }
    }
  }

  /** Flushes, syncs and closes the files; closes them also where writing fails. */
  async close(): Promise<void> {
    try {
      await this.flush(true);
    } finally {
      await this.#closeFiles();
    }
  }

  /** Closes the files without writing what is buffered, for a folder that is no longer the run's. Never throws. */
  async abandon(): Promise<void> {
    await this.#closeFiles().catch(() => undefined);
  }

  /** Moves the rows of metrics that have a file to this file. Others may have been appended meanwhile. */
  #takeAppended(): void {
    for (const [metric, rows] of this.#appended) {
      const file = this.#files.get(metric);
      if (!file) continue;
      if (file.pending.rows === 0) file.pending = rows;
      else file.pending.pushAll(rows);
      this.#appended.delete(metric);
    }
  }

  async #addFiles(metrics: readonly string[]): Promise<void> {
    const added = metrics.filter((metric) => !this.#files.has(metric));
    if (added.length === 0) return;
    for (const metric of added)
      // One that has a number already could not be opened before, because the disk was full.
      if (!this.#index.has(metric)) this.#index.set(metric, `${this.#index.size}.f64`);
    await writeIndex(this.#runDirectory, this.#index);
    // A crash while a folder was copied may have left a file that the index does not name: its rows are of another metric.
    for (const metric of added)
      await this.#openFile(metric, this.#index.get(metric) ?? '', (path) => open(path, 'w+'));
  }

  async #openFile(
    metric: string,
    file: string,
    openAt: (path: string) => Promise<FileHandle>,
  ): Promise<void> {
    const path = metricPath(this.#runDirectory, file);
    try {
      const handle = await openAt(path);
      const complete = await countRows(handle);
      const rows = countOrdered((await readRows(handle, 0, complete)).step);
      if (rows < complete) this.droppedRows.set(metric, complete - rows);
      await handle.truncate(rows * rowBytes);
      this.#files.set(metric, { handle, rows, pending: new RowBuffer() });
      if (!this.#lastSteps.has(metric)) this.#lastSteps.set(metric, await lastStep(handle, rows));
    } catch (error) {
      throw fileError('written', path, error);
    }
  }

  #pathOf(metric: string): string {
    return metricPath(this.#runDirectory, this.#index.get(metric) ?? '');
  }

  async #closeFiles(): Promise<void> {
    for (const { handle } of this.#files.values()) await handle.close();
    this.#files.clear();
  }
}

/** How many rows from the first on have whole steps that never decrease, as every row that was written has. */
function countOrdered(steps: Float64Array): number {
  let last = 0;
  const disordered = steps.findIndex((step) => {
    if (!Number.isSafeInteger(step) || step < last) return true;
    last = step;
    return false;
  });
  return disordered < 0 ? steps.length : disordered;
}

async function openForUpdate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return open(path, 'w+');
    throw error;
  }
}

/** Writes the rows at their offset in the file, so that a retry overwrites a write that failed in the middle. */
async function writePending(file: MetricFile): Promise<void> {
  const { rows, bytes } = file.pending;
  let done = 0;
  while (done < bytes.length) {
    const position = file.rows * rowBytes + done;
    done += (await file.handle.write(bytes, done, bytes.length - done, position)).bytesWritten;
  }
  if (rows === 0) return;
  file.rows += rows;
  file.pending = new RowBuffer();
}
