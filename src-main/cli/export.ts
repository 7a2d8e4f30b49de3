import { exportData, type DataFormat, type ExportedData } from '#exchange/export-data';
import { countNoun } from '#spec/count-noun';
import { formatBytes } from '#spec/format-bytes';
import { openProject } from '#storage/projects';
import { onInterrupt } from '../launch/interrupt-signals';
import { exitStatus } from './exit-status';
import type { ExportKind } from './export-choices';
import { findExportSource } from './export-source';
import { projectDirectory } from './find-project';
import { print, printToStderr } from './output';

export interface ExportOptions {
  format: DataFormat;
  out: string;
  metric?: string[];
  kind?: ExportKind;
  overwrite?: boolean;
  project?: string;
  json?: boolean;
}

/** `export`: writes the data of a run, of a study or of a comparison. Returns the exit status. */
export async function exportRuns(name: string, options: ExportOptions): Promise<number> {
  const { format, out, metric, kind, overwrite = false, json } = options;
  const project = await openProject(projectDirectory(options.project));
  const { runs, ...source } = await findExportSource(project, name, kind);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  const removeListener = onInterrupt(stop, stop);
  try {
    const exported = await exportData(project, {
      runs,
      format,
      path: out,
      metrics: metric ?? null,
      overwrite,
      signal: interrupt.signal,
    });
    for (const note of exported.notes) printToStderr(`note: ${note}`);
    print(json ? JSON.stringify({ ...source, format, ...exported }) : describe(exported));
    return exitStatus.finished;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    printToStderr('Interrupted: nothing is written.');
    return exitStatus.interrupted;
  } finally {
    removeListener();
  }
}

/** `/home/ada/runs.csv: 1,200 values of 3 runs, 120 kB`. */
function describe({ path, files, runs, rows, bytes }: ExportedData): string {
  const count = files.length > 1 ? `, ${countNoun(files.length, 'file')}` : '';
  return `${path}: ${countNoun(rows, 'value')} of ${countNoun(runs, 'run')}${count}, ${formatBytes(bytes)}`;
}
