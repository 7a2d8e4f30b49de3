import type { Handlers } from '#api/commands';
import {
  deleteOwnTemplate,
  listDeletedOwnTemplates,
  listOwnTemplates,
  restoreOwnTemplate,
  saveOwnTemplate,
} from '#storage/own-templates';
import type { Workspace } from './workspace';

type OwnTemplateHandlers = Pick<Handlers, Extract<keyof Handlers, `ownTemplates.${string}`>>;

export function ownTemplateHandlers(workspace: Workspace): OwnTemplateHandlers {
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'templates' });
  return {
    'ownTemplates.list': async ({ projectId }) =>
      (await listOwnTemplates(await workspace.presentProject(projectId))).items,
    'ownTemplates.save': async ({ projectId, templateId, spec, baseRevision }) => {
      const options = { id: templateId, baseRevision };
      const saved = await saveOwnTemplate(workspace.project(projectId), spec, options);
      changed(projectId);
      return saved;
    },
    'ownTemplates.delete': async ({ projectId, templateId }) => {
      const trashId = await deleteOwnTemplate(workspace.project(projectId), templateId);
      changed(projectId);
      return { trashId };
    },
    'ownTemplates.restore': async ({ projectId, trashId }) => {
      const restored = await restoreOwnTemplate(workspace.project(projectId), trashId);
      changed(projectId);
      return restored;
    },
    'ownTemplates.trash': ({ projectId }) => listDeletedOwnTemplates(workspace.project(projectId)),
  };
}
