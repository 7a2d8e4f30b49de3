import type { Handlers } from '#api/commands';
import { deleteComparison, listComparisons, saveComparison } from '#storage/comparisons';
import type { Workspace } from './workspace';

type ComparisonHandlers = Pick<
  Handlers,
  'comparisons.list' | 'comparisons.save' | 'comparisons.delete'
>;

export function comparisonHandlers(workspace: Workspace): ComparisonHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'comparisons' });
  return {
    'comparisons.list': async ({ projectId }) =>
      (await listComparisons(workspace.project(projectId))).items,
    'comparisons.save': async ({ projectId, comparison }) => {
      const saved = await saveComparison(workspace.project(projectId), comparison);
      changed(projectId);
      return saved;
    },
    'comparisons.delete': async ({ projectId, comparisonId }) => {
      await deleteComparison(workspace.project(projectId), comparisonId);
      changed(projectId);
      return null;
    },
  };
}
