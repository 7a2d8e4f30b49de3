import type { Handlers } from '#api/commands';
import {
  deleteReported,
  listBundledReported,
  listReported,
  listTrashedReported,
  restoreReported,
  saveReported,
} from '#storage/reported';
import type { Workspace } from './workspace';

type ReportedHandlers = Pick<Handlers, Extract<keyof Handlers, `reported.${string}`>>;

export function reportedHandlers(workspace: Workspace, resources: string): ReportedHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'reported' });
  return {
    'reported.list': async ({ projectId }) =>
      (await listReported(await workspace.presentProject(projectId))).items,
    'reported.bundled': () => listBundledReported(resources),
    'reported.save': async ({ projectId, source, baseRevision }) => {
      const saved = await saveReported(workspace.project(projectId), source, baseRevision);
      changed(projectId);
      return saved;
    },
    'reported.delete': async ({ projectId, sourceId }) => {
      const trashId = await deleteReported(workspace.project(projectId), sourceId);
      changed(projectId);
      return { trashId };
    },
    'reported.restore': async ({ projectId, trashId }) => {
      const restored = await restoreReported(workspace.project(projectId), trashId);
      changed(projectId);
      return restored;
    },
    'reported.trash': ({ projectId }) => listTrashedReported(workspace.project(projectId)),
  };
}
