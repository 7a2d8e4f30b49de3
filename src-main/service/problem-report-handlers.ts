import { randomUUID } from 'node:crypto';
import type { Handlers } from '#api/commands';
import type { PreparedReport, WindowReport } from '#api/problem-report';
import { writeFileDurably } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { readLog } from '#storage/log';
import { runDirectory } from '#storage/runs';
import type { RunManager } from '#training/run-manager';
import type { ComputeSetup } from './compute-setup';
import { readFailureLogs } from './failure-logs';
import { listReportFiles, type ReportSources } from './problem-report/report-files';
import { readSecrets } from './problem-report/secrets';
import { zipFiles } from './problem-report/zip-files';
import type { HostOptions } from './project-handlers';
import type { ProgramLog } from './program-log';
import { readRuns } from './read-runs';
import type { SettingsPort } from './settings-port';
import type { Workspace } from './workspace';

export interface ProblemReportOptions extends HostOptions {
  settings: SettingsPort;
  /** The log of the program; where there is none, the report has none. */
  log?: ProgramLog;
  /** The folder of the errors that have ended a command or a start; where there is none, the report has none. */
  failureLogs?: string;
}

type ProblemReportHandlers = Pick<Handlers, Extract<keyof Handlers, `problemReport.${string}`>>;

export function problemReportHandlers(
  workspace: Workspace,
  { runs, compute }: { runs: RunManager; compute: Pick<ComputeSetup, 'examine'> },
  options: ProblemReportOptions,
): ProblemReportHandlers {
  let prepared: PreparedReport | null = null;
  /** Found when the dialog was opened; a choice of runs does not examine the computer again. */
  let findings: Promise<ReportSources['findings']> | null = null;

  async function prepare(
    window: WindowReport,
    chosen: ReportSources['runs'],
  ): Promise<PreparedReport> {
    const recent = await options.settings.recent();
    const folders = [
      ...recent.map(({ directory }) => directory),
      ...(workspace.current ? [workspace.current.directory] : []),
    ];
    const sources: ReportSources = {
      version: options.version,
      host: options.host,
      findings: await (findings ??= compute.examine()),
      settings: { slots: await options.settings.slots(), recentProjects: recent.length },
      log: options.log?.read() ?? '',
      failures: options.failureLogs === undefined ? '' : await readFailureLogs(options.failureLogs),
      window,
      runs: chosen,
    };
    prepared = { reportId: randomUUID(), files: listReportFiles(sources, readSecrets(folders)) };
    return prepared;
  }

  function find(reportId: string): PreparedReport {
    if (prepared?.reportId === reportId) return prepared;
    throw new WorkbenchError('notFound', 'This report is not there any more: collect it again.');
  }

  return {
    'problemReport.prepare': ({ window }) => {
      findings = null;
      return prepare(window, []);
    },
    'problemReport.prepareWithRuns': async ({ window, projectId, runIds }) => {
      const project = workspace.project(projectId);
      const read = await readRuns(runs, project, runIds);
      const chosen = read.map(async (run) => ({
        run,
        log: await readLog(runDirectory(project, run.id)),
      }));
      return prepare(window, await Promise.all(chosen));
    },
    'problemReport.save': async ({ reportId, path }) => {
      const zip = await zipFiles(find(reportId).files);
      await writeFileDurably(path, zip).catch((error: unknown) => {
        throw fileError('written', path, error);
      });
      return null;
    },
    'problemReport.read': async ({ reportId }) => zipFiles(find(reportId).files),
  };
}
