import type { Handlers } from '#api/commands';
import {
  deleteComparison,
  listComparisons,
  listTrashedComparisons,
  restoreComparison,
  saveComparison,
} from '#storage/comparisons';
import type { Workspace } from './workspace';

type ComparisonHandlers = Pick<Handlers, Extract<keyof Handlers, `comparisons.${string}`>>;

export function comparisonHandlers(workspace: Workspace): ComparisonHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'comparisons' });
  return {
    'comparisons.list': async ({ projectId }) =>
      (await listComparisons(await workspace.presentProject(projectId))).items,
    'comparisons.save': async ({ projectId, comparison, baseRevision }) => {
      const saved = await saveComparison(workspace.project(projectId), comparison, baseRevision);
      changed(projectId);
      return saved;
    },
    'comparisons.delete': async ({ projectId, comparisonId }) => {
      const trashId = await deleteComparison(workspace.project(projectId), comparisonId);
      changed(projectId);
      return { trashId };
    },
    'comparisons.restore': async ({ projectId, trashId }) => {
      const restored = await restoreComparison(workspace.project(projectId), trashId);
      changed(projectId);
      return restored;
    },
    'comparisons.trash': ({ projectId }) => listTrashedComparisons(workspace.project(projectId)),
  };
}
