import { join } from 'node:path';
import {
  metricPath,
  readIndex,
  rowBytes,
  type MetricIndex,
  type MetricRows,
} from '../metric-files';
import {
  isSame,
  readColumnFile,
  readRowsOf,
  stampOf,
  type ColumnFile,
  type SharedTimes,
  type Stamp,
} from './column-file';
import { findExtremes, type Extremes } from './extremes';
import { readExtremes, writeExtremes } from './extremes-file';

/** Bytes of columns that stay in memory: those of 100 runs with 12 metrics of 10,000 rows each take 112 MB. */
const defaultLimitBytes = 256 * 2 ** 20;

/**
 * From so many rows on, the extremes of a metric are kept beside it. Drawing a curve from them takes about a fifth of the
 * processor time that its 131,072 rows take, and an eighth of that of a million. A chart of 1,000 points needs all rows of
 * a shorter one.
 */
const longRows = 2 ** 17;
/** A file that has not changed for so long is not one to which a run appends. */
const settledMs = 60_000;

interface CachedRun {
  index: { stamp: Stamp; files: MetricIndex } | null;
  /** By name of the file. */
  files: Map<string, ColumnFile>;
  /** By name of the metric file. */
  extremes: Map<string, { stamp: Stamp; extremes: Extremes }>;
  times: SharedTimes;
  bytes: number;
}

const newRun = (): CachedRun => ({
  index: null,
  files: new Map(),
  extremes: new Map(),
  times: [],
  bytes: 0,
});

/** The metrics of a run, as `metrics.json` listed them when it was opened. */
export interface RunColumns {
  /** All rows of a metric, also while the run continues; null where the run has no such metric. */
  read: (metric: string) => Promise<MetricRows | null>;
  /** The extremes of a long metric, and single rows of it; null where it is short, at work, or in memory. */
  readLong: (metric: string) => Promise<LongMetric | null>;
}

export interface LongMetric {
  extremes: Extremes;
  readRows: (start: number, end: number) => Promise<MetricRows>;
}

/**
 * The columns of the metrics that were drawn last, of all projects of this process. A file that has changed is read
 * again; where rows were appended, only those. When the limit is exceeded, the runs that were not asked for the longest
 * are dropped. Metrics of a run that were measured at the same steps share the columns of step and seconds.
 */
export class ColumnCache {
  readonly #limitBytes: number;
  /** By folder of the run, the one that was asked for last at the end. */
  readonly #runs = new Map<string, CachedRun>();
  #bytes = 0;

  constructor(limitBytes = defaultLimitBytes) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of the columns that are in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  async open(runDirectory: string): Promise<RunColumns> {
    const run = this.#runs.get(runDirectory) ?? newRun();
    const stamp = await stampOf(join(runDirectory, 'metrics.json'));
    if (!stamp) run.index = null;
    else if (!run.index || !isSame(run.index.stamp, stamp))
      run.index = { stamp, files: await readIndex(runDirectory) };
    const files = run.index?.files;
    return {
      read: async (metric) => {
        const file = files?.get(metric);
        return file === undefined ? null : this.#read(runDirectory, run, file);
      },
      readLong: async (metric) => {
        const file = files?.get(metric);
        return file === undefined ? null : this.#readLong(runDirectory, run, { file, metric });
      },
    };
  }

  async #read(runDirectory: string, run: CachedRun, file: string): Promise<MetricRows | null> {
    const path = metricPath(runDirectory, file);
    const known = run.files.get(file);
    const stamp = known && (await stampOf(path));
    if (known && stamp && isSame(known.stamp, stamp)) {
      this.#use(runDirectory, run);
      return known.rows;
    }
    const read = await readColumnFile(path, known, run.times);
    this.#use(runDirectory, run, replaceFile(run, file, read));
    return read?.rows ?? null;
  }

  async #readLong(
    runDirectory: string,
    run: CachedRun,
    { file, metric }: { file: string; metric: string },
  ): Promise<LongMetric | null> {
    // Of a metric in memory, only what was appended has to be read.
    if (run.files.has(file)) return null;
    const path = metricPath(runDirectory, file);
    const stamp = await stampOf(path);
    if (!stamp || stamp.size < longRows * rowBytes || Date.now() - stamp.mtimeMs < settledMs)
      return null;
    const known = run.extremes.get(file);
    const extremes =
      known && isSame(known.stamp, stamp) ? known.extremes : await readExtremes(path, stamp);
    if (!extremes) {
      const rows = await this.#read(runDirectory, run, file);
      if (rows) await writeExtremes(path, stamp, findExtremes(metric, rows));
      return null;
    }
    run.extremes.set(file, { stamp, extremes });
    const added = bytesOfExtremes(extremes) - (known ? bytesOfExtremes(known.extremes) : 0);
    this.#use(runDirectory, run, added);
    return { extremes, readRows: (start, end) => readRowsOf(path, start, end) };
  }

  /** Puts the run last, adds its bytes, and drops others that are too many. */
  #use(runDirectory: string, run: CachedRun, addedBytes = 0): void {
    // It may have been dropped while its file was read, and begun anew by another request.
    this.#bytes -= this.#runs.get(runDirectory)?.bytes ?? 0;
    run.bytes += addedBytes;
    this.#bytes += run.bytes;
    this.#runs.delete(runDirectory);
    this.#runs.set(runDirectory, run);
    for (const [oldest, { bytes: freed }] of this.#runs) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#runs.delete(oldest);
      this.#bytes -= freed;
    }
  }
}

/** Keeps a file in place of the one of this name, or none. Returns by how many bytes the run has grown. */
function replaceFile(run: CachedRun, name: string, read: ColumnFile | null): number {
  const known = run.files.get(name);
  run.files.delete(name);
  const freed = known ? bytesBeside(run, known) : 0;
  const added = read ? bytesBeside(run, read) : 0;
  if (read) run.files.set(name, read);
  if (run.times.length > run.files.size) forgetUnusedTimes(run);
  return added - freed;
}

/** Bytes of the columns that no other file of the run shares. */
function bytesBeside({ files }: CachedRun, { rows: { step, seconds, value } }: ColumnFile): number {
  for (const { rows } of files.values()) if (rows.step === step) return value.byteLength;
  return step.byteLength + seconds.byteLength + value.byteLength;
}

function forgetUnusedTimes(run: CachedRun): void {
  const used = new Set([...run.files.values()].map(({ rows }) => rows.step));
  run.times = run.times.filter(({ step }) => used.has(step));
}

function bytesOfExtremes({ numbers, rows: { step, seconds, value } }: Extremes): number {
  return [numbers, step, seconds, value].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
