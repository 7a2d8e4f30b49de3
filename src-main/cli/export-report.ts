import { describeGoing } from '#exchange/describe-left-out';
import { writeHtmlReport } from '#exchange/report/write-html-report';
import { writeReportFolder } from '#exchange/report/folder/write-report-folder';
import { collectReport } from '#service/report-content';
import { countNoun } from '#spec/count-noun';
import type { ReportFormat } from '#spec/export-format';
import { formatBytes } from '#spec/format-bytes';
import type { ProjectFolder } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { exitStatus } from './exit-status';
import type { ExportSource } from './export-source';
import { print, printToStderr } from './output';
import { resources } from './program-paths';
import { untilInterrupted } from './until-interrupted';

export interface ReportExport {
  format: ReportFormat;
  /** The page, or the folder. */
  out: string;
  overwrite?: boolean;
  json?: boolean;
}

/** Writes a report of a run, of a study or of a comparison. Returns the exit status. */
export async function exportReport(
  project: ProjectFolder,
  source: ExportSource,
  { format, out, overwrite = false, json }: ReportExport,
): Promise<number> {
  const { kind, id, name } = source;
  return untilInterrupted(async (signal) => {
    const { items } = await listSettledRuns(project);
    const report = await collectReport({ project, resources, runs: items }, source);
    const target = { path: out, overwrite, resources, signal };
    const written =
      format === 'html'
        ? await writeHtmlReport(report, target)
        : await writeReportFolder(project, report, source.runs, target);
    const notes = [...describeGoing(source.runs), ...written.notes];
    for (const note of notes) printToStderr(`note: ${note}`);
    const content = `${countNoun(report.figures.length, 'figure')} and ${countNoun(report.tables.length, 'table')} of ${countNoun(source.runs.length, 'run')}`;
    if (json) print(JSON.stringify({ kind, id, name, format, ...written, notes }));
    else print(`${written.path}: ${content}, ${formatBytes(written.bytes)}`);
    return exitStatus.finished;
  });
}
