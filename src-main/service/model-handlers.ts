import type { Handlers } from '#api/commands';
import {
  deleteModel,
  getModel,
  getModelVersion,
  listDeletedModels,
  listModels,
  listModelVersions,
  nameModelVersion,
  restoreModel,
  saveModel,
} from '#storage/models';
import type { Workspace } from './workspace';

type ModelHandlers = Pick<Handlers, Extract<keyof Handlers, `models.${string}`>>;

export function modelHandlers(workspace: Workspace): ModelHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'models' });
  return {
    'models.list': async ({ projectId }) =>
      (await listModels(await workspace.presentProject(projectId))).items,
    'models.get': ({ projectId, modelId }) => getModel(workspace.project(projectId), modelId),
    'models.save': async ({ projectId, modelId, spec, baseRevision, keepVersion }) => {
      const options = { id: modelId, baseRevision, keepVersion };
      const saved = await saveModel(workspace.project(projectId), spec, options);
      changed(projectId);
      return saved;
    },
    'models.versions': ({ projectId, modelId }) =>
      listModelVersions(workspace.project(projectId), modelId),
    'models.version': ({ projectId, modelId, versionId }) =>
      getModelVersion(workspace.project(projectId), modelId, versionId),
    'models.nameVersion': async ({ projectId, modelId, versionId, name }) => {
      await nameModelVersion(workspace.project(projectId), modelId, versionId, name);
      return null;
    },
    'models.delete': async ({ projectId, modelId }) => {
      const trashId = await deleteModel(workspace.project(projectId), modelId);
      changed(projectId);
      return { trashId };
    },
    'models.restore': async ({ projectId, trashId }) => {
      const restored = await restoreModel(workspace.project(projectId), trashId);
      changed(projectId);
      return restored;
    },
    'models.trash': ({ projectId }) => listDeletedModels(workspace.project(projectId)),
  };
}
