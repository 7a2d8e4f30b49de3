import type { Handlers } from '#api/commands';
import { countNoun } from '#spec/count-noun';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { getStudy } from '#storage/studies';
import type { RunManager } from '#training/run-manager';
import { prepareExport } from './export-handlers';
import type { ExportJobs } from './export-jobs';
import type { ReportSource } from './report-content';
import { readRuns } from './read-runs';
import type { Workspace } from './workspace';

const loadPage = () => import('#exchange/report/write-html-report');
const loadFolder = () => import('#exchange/report/folder/write-report-folder');

type ReportRequest = Parameters<Handlers['exports.report']>[0];

/** What collects and writes reports is loaded when the first one is asked for: the program starts without it. */
export function reportHandlers(
  workspace: Workspace,
  { runs, exports, resources }: { runs: RunManager; exports: ExportJobs; resources: string },
): Pick<Handlers, 'exports.report'> {
  return {
    'exports.report': ({ path, overwrite, format, ...request }) =>
      exports.run(request, async ({ signal }) => {
        const project = workspace.project(request.projectId);
        await prepareExport(project, path);
        const chosen = await readRuns(runs, project, request.runIds);
        const source = await findSource(project, request, chosen);
        const context = { project, resources, runs: await runs.list(project) };
        const { collectReport } = await import('./report-content');
        const report = await collectReport(context, source);
        const target = { path, overwrite, resources, signal };
        const written =
          format === 'html'
            ? await (await loadPage()).writeHtmlReport(report, target)
            : await (await loadFolder()).writeReportFolder(project, report, chosen, target);
        const content = `${countNoun(report.figures.length, 'figure')} of ${countNoun(chosen.length, 'run')}`;
        return { path: written.path, bytes: written.bytes, notes: written.notes, content };
      }),
  };
}

async function findSource(
  project: ProjectFolder,
  { subject }: Pick<ReportRequest, 'subject'>,
  runs: readonly Run[],
): Promise<ReportSource> {
  const { kind, id } = subject;
  if (subject.kind === 'comparison')
    return { kind, id, name: subject.content.name, runs, content: subject.content };
  if (subject.kind === 'run') return { kind, id, name: runs[0]?.name ?? '', runs, content: null };
  const study = await getStudy(project, subject.id);
  return { kind, id, name: study.name, runs, content: study };
}
