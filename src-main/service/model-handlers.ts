import type { Handlers } from '#api/commands';
import { deleteModel, getModel, listModels, saveModel } from '#storage/models';
import type { Workspace } from './workspace';

type ModelHandlers = Pick<Handlers, 'models.list' | 'models.get' | 'models.save' | 'models.delete'>;

export function modelHandlers(workspace: Workspace): ModelHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'models' });
  return {
    'models.list': async ({ projectId }) => (await listModels(workspace.project(projectId))).items,
    'models.get': ({ projectId, modelId }) => getModel(workspace.project(projectId), modelId),
    'models.save': async ({ projectId, modelId, spec }) => {
      const saved = await saveModel(workspace.project(projectId), spec, modelId);
      changed(projectId);
      return saved;
    },
    'models.delete': async ({ projectId, modelId }) => {
      await deleteModel(workspace.project(projectId), modelId);
      changed(projectId);
      return null;
    },
  };
}
