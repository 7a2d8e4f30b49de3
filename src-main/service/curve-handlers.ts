import { encodeCurves } from '#api/curve-codec';
import type { Handlers } from '#api/commands';
import type { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import { readRun, runDirectory } from '#storage/runs';
import type { Workspace } from './workspace';

/** `cache`: that of the service, the same for all windows. */
export function curveHandlers(
  workspace: Workspace,
  cache: ColumnCache,
): Pick<Handlers, 'runs.curves'> {
  return {
    'runs.curves': async ({ projectId, ...request }) => {
      const project = workspace.project(projectId);
      const findRun = (id: string) => ({
        directory: runDirectory(project, id),
        readSpec: async () => (await readRun(project, id)).spec,
      });
      // One damaged run must not empty the charts of all others.
      return encodeCurves(await readCurves(request, findRun, cache, { leavesOut: true }));
    },
  };
}
