import { exportData, type ExportedData } from '#exchange/export-data';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import {
  dataFormats,
  figureFormats,
  type DataFormat,
  type FigureFormat,
  type ReportFormat,
} from '#spec/export-format';
import { formatBytes } from '#spec/format-bytes';
import { quote } from '#spec/quote';
import { openProject, type ProjectFolder } from '#storage/projects';
import { exitStatus } from './exit-status';
import { exportAsArchive, type ArchiveExport } from './export-archive';
import {
  ownModelFormats,
  reportFormats,
  tableFormats,
  type ExportFormat,
  type ExportKind,
  type TableFormat,
  type TableKind,
} from './export-choices';
import { assertOptionsFit } from './export-options';
import { exportReport } from './export-report';
import { exportFigures, type FigureOptions } from './export-figures';
import { exportModel, type ModelPictureOptions } from './export-model';
import { findExportSource, type ExportSource } from './export-source';
import { exportTable } from './export-table';
import { findProject, projectDirectory } from './find-project';
import { isModelExport } from './model-source';
import { print, printToStderr } from './output';
import { untilInterrupted } from './until-interrupted';

export interface ExportOptions
  extends Omit<ArchiveExport, 'out' | 'kind'>, FigureOptions, ModelPictureOptions {
  format: ExportFormat;
  /** The file or the folder; tables are printed without one. */
  out?: string;
  metric?: string[];
  kind?: ExportKind | 'model';
  overwrite?: boolean;
  /** Whether the table of a study has the results that were reported for its settings. */
  reported?: boolean;
  /** Which table of a comparison. */
  table?: TableKind;
  project?: string;
  json?: boolean;
}

/**
 * `export`: writes a model, or the data, the charts or the table of results of a run, of a study or of a comparison.
 * Returns the exit status.
 */
export async function exportRuns(
  name: string | undefined,
  options: ExportOptions,
): Promise<number> {
  const { format, out } = options;
  assertOptionsFit(format, options);
  if (out === '')
    throw new WorkbenchError('validation', '--out is empty: name the file or the folder to write.');
  const subject = { ...options, kind: options.kind === 'model' ? undefined : options.kind };
  if (name !== undefined) {
    const present = await findProject(projectDirectory(options.project));
    if (await isModelExport(name, options, present)) return exportModel(name, options, present);
  }
  if (format === 'archive') return exportAsArchive(name, subject);
  if (name === undefined)
    throw new WorkbenchError(
      'validation',
      `The format ${format} is of ${isModelFormat(format) ? 'a model' : 'a run, a study or a comparison'}: name one. A whole project is exported by --format archive.`,
    );
  if (out === undefined && !isTableFormat(format))
    throw new WorkbenchError(
      'validation',
      `The format ${format} is a ${format === 'tensorboard' || format === 'report' ? 'folder' : 'file'}: say where to write it by --out <path>.`,
    );
  const project = await openProject(projectDirectory(options.project));
  const source = await findExportSource(project, name, subject.kind);
  assertOfRuns(source, options);
  if (isReportFormat(format))
    return exportReport(project, source, { ...options, format, out: out ?? '' });
  if (isFigureFormat(format))
    return exportFigures(project, source, { ...options, format, out: out ?? '' });
  if (isDataFormat(format))
    return exportValues(project, source, { ...options, format, out: out ?? '' });
  if (isTableFormat(format)) await exportTable(project, source, { ...options, format });
  return exitStatus.finished;
}

/** Throws `validation` for the first option that is for pictures of models alone. */
function assertOfRuns({ kind, id }: ExportSource, { dark, withLocking }: ExportOptions): void {
  const flag = dark ? '--dark' : withLocking ? '--with-locking' : null;
  if (flag !== null)
    throw new WorkbenchError(
      'validation',
      `${flag} is for pictures of models, and ${quote(id)} is a ${kind}: leave it out, or name a model, such as runs/ID for that of a run.`,
    );
}

function isModelFormat(format: string): boolean {
  return ownModelFormats.some((name) => name === format);
}

function isReportFormat(format: string): format is ReportFormat {
  return reportFormats.some((name) => name === format);
}

function isFigureFormat(format: string): format is FigureFormat {
  return figureFormats.some((name) => name === format);
}

function isDataFormat(format: string): format is DataFormat {
  return dataFormats.some((name) => name === format);
}

function isTableFormat(format: string): format is TableFormat {
  return tableFormats.some((name) => name === format);
}

async function exportValues(
  project: ProjectFolder,
  { kind, id, name, runs }: ExportSource,
  {
    format,
    out,
    metric,
    overwrite = false,
    json,
  }: ExportOptions & { format: DataFormat; out: string },
): Promise<number> {
  return untilInterrupted(async (signal) => {
    const exported = await exportData(project, {
      runs,
      format,
      path: out,
      metrics: metric ?? null,
      overwrite,
      signal,
    });
    for (const note of exported.notes) printToStderr(`note: ${note}`);
    print(json ? JSON.stringify({ kind, id, name, format, ...exported }) : describe(exported));
    return exitStatus.finished;
  });
}

/** `/home/ada/runs.csv: 1,200 values of 3 runs, 120 kB`. */
function describe({ path, files, runs, rows, bytes }: ExportedData): string {
  const count = files.length > 1 ? `, ${countNoun(files.length, 'file')}` : '';
  return `${path}: ${countNoun(rows, 'value')} of ${countNoun(runs, 'run')}${count}, ${formatBytes(bytes)}`;
}
