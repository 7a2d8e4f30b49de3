import type { Handlers } from '#api/commands';
import type { EmitEvent } from '#api/events';
import { fullPath } from '#files/full-path';
import { importCurves, previewCurves } from '#exchange/curves/import-curves';
import type { Workspace } from './workspace';

/** Imports of curves of other programs. Each run is in the window's list as soon as it is written. */
export function curveImportHandlers(
  workspace: Workspace,
  emit: EmitEvent,
): Pick<Handlers, 'curves.preview' | 'curves.import'> {
  return {
    'curves.preview': async ({ projectId, request }) =>
      previewCurves(await workspace.presentProject(projectId), withFullPaths(request)),
    'curves.import': async ({ projectId, request }) =>
      importCurves(await workspace.presentProject(projectId), withFullPaths(request), {
        onRun: (run) => emit('run.changed', { projectId, run }),
      }),
  };
}

/** Paths are typed in the browser, where `~` is the user's home. */
function withFullPaths<T extends { paths: string[] }>(request: T): T {
  return { ...request, paths: request.paths.map((path) => fullPath(path)) };
}
