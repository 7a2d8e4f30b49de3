/** Full data of runs, every metric at full resolution, as files that other programs read. */
import { join, resolve } from 'node:path';
import {
  writeFileInParts,
  writeFolderInParts,
  type FileOutput,
  type WriteFileOfFolder,
} from '#files/file-output';
import { mapLimited } from '#files/map-limited';
import { isFolderFormat, type DataFormat } from '#spec/export-format';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { chooseMetrics } from './choose-metrics';
import { writeCsv } from './csv';
import { describeLeftOut } from './describe-left-out';
import { assertTarget } from './export-target';
import { writeParquet } from './parquet';
import { writeRunArrays } from './run-arrays';
import { openRunData } from './run-data';
import { reportPieces } from './report-pieces';
import { writeEventFiles } from './tensorboard/write-event-files';

/** What is written as one file, by format: each returns the number of values. */
const fileWriters = { csv: writeCsv, parquet: writeParquet, npz: writeRunArrays };

/** Files that are open at the same time. */
const openFiles = 16;

export interface DataExport {
  runs: readonly Run[];
  format: DataFormat;
  /** The file, of `tensorboard` the folder. */
  path: string;
  /** Names of metrics; null: all. */
  metrics: readonly string[] | null;
  /** Whether what is there is replaced. */
  overwrite: boolean;
  /** Ends the export; nothing is written then. */
  signal?: AbortSignal;
  /** Is told how far it is, from 0 to 1. */
  report?: (fraction: number) => void;
}

export interface ExportedData {
  path: string;
  /** Of `tensorboard` the files in the folder. */
  files: string[];
  /** How many runs are in them. */
  runs: number;
  /** Values of metrics. */
  rows: number;
  bytes: number;
  /** What is left out, and why, a sentence each. */
  notes: string[];
}

/**
 * Writes the data of runs. What was there before stays until the new file is whole. Throws `notFound` where no run has
 * such a metric or any value, `conflict` where something is at the place already, `unavailable` where it cannot be
 * written.
 */
export async function exportData(
  project: ProjectFolder,
  { runs, format, metrics, overwrite, signal, report, ...request }: DataExport,
): Promise<ExportedData> {
  const path = resolve(request.path);
  await assertTarget(path, { isFolder: isFolderFormat(format), overwrite });
  const recorded = await mapLimited(runs, openFiles, (run) =>
    openRunData(run, runDirectory(project, run.id)),
  );
  const chosen = chooseMetrics(recorded, metrics);
  const data = report ? reportPieces(chosen, report) : chosen;
  const files: string[] = [];
  let [rows, bytes] = [0, 0];
  if (isFolderFormat(format)) {
    const build = async (write: WriteFileOfFolder): Promise<void> => {
      rows = await writeEventFiles(async (name, buildFile) => {
        files.push(join(path, name));
        const size = await write(name, buildFile);
        bytes += size;
        return size;
      }, data);
    };
    await writeFolderInParts(path, build, { overwrite, signal });
  } else {
    const build = async (output: FileOutput): Promise<void> => {
      rows = await fileWriters[format](output, data);
    };
    files.push(path);
    bytes = await writeFileInParts(path, build, { overwrite, signal });
  }
  const notes = describeLeftOut({ asked: recorded, written: data, rows });
  return { path, files, runs: data.length, rows, bytes, notes };
}
