import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Handlers } from '#api/commands';
import { exportData } from '#exchange/export-data';
import { writeWeights } from '#exchange/write-weights';
import { countNoun } from '#spec/count-noun';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { ensureOwnFolder } from '#storage/own-folder';
import type { ProjectFolder } from '#storage/projects';
import type { RunManager } from '#training/run-manager';
import type { ExportJobs } from './export-jobs';
import type { WindowHost } from './project-handlers';
import { readRuns } from './read-runs';
import type { Workspace } from './workspace';

type ExportCommand =
  'exports.data' | 'exports.weights' | 'exports.prepareDownload' | 'exports.cancel';

export function exportHandlers(
  workspace: Workspace,
  { runs, exports }: { runs: RunManager; exports: ExportJobs },
  { prepareDownload }: WindowHost,
): Pick<Handlers, ExportCommand> {
  return {
    'exports.data': (request) =>
      exports.run(request, async ({ signal, report }) => {
        const project = workspace.project(request.projectId);
        await prepareExport(project, request.path);
        const chosen = await readRuns(runs, project, request.runIds);
        const written = await exportData(project, { ...request, runs: chosen, signal, report });
        const { path, bytes, rows, notes } = written;
        const content = `${countNoun(rows, 'value')} of ${countNoun(written.runs, 'run')}`;
        return { path, bytes, content, notes };
      }),
    'exports.weights': (request) =>
      exports.run(request, async ({ signal }) => {
        const project = workspace.project(request.projectId);
        await prepareExport(project, request.path);
        const written = await writeWeights(project, { ...request, signal });
        const content = `The weights of step ${request.step.toLocaleString('en')}`;
        return { ...written, content, notes: [] };
      }),
    'exports.prepareDownload': ({ name }) => {
      if (prepareDownload) return prepareDownload(name);
      throw new WorkbenchError(
        'unavailable',
        'This window downloads nothing: choose where the file is written.',
      );
    },
    'exports.cancel': ({ projectId, exportId }) => {
      exports.cancel(projectId, exportId);
      return null;
    },
  };
}

/**
 * Makes the folder `exports` of the project where the path lies in it. Throws `validation` for a path that is not whole:
 * the window has no folder from which it would begin.
 */
export async function prepareExport(project: ProjectFolder, path: string): Promise<void> {
  if (!isAbsolute(path))
    throw new WorkbenchError(
      'validation',
      `${quote(path)} is not the whole path of a file. Write it from the root of the disk on, such as ${quote(join(project.directory, 'exports', 'runs.csv'))}.`,
    );
  const exports = join(project.directory, 'exports');
  if (dirname(resolve(path)) === resolve(exports)) await ensureOwnFolder(exports);
}
