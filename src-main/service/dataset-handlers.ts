import type { Handlers } from '#api/commands';
import { importDataset, removeDataset } from '#data/import/import-dataset';
import { listDatasets } from '#data/import/stored-dataset';
import { fieldsFromData } from '#data/load-ticks';
import { WorkbenchError } from '#spec/errors';
import { taskFields, type Fields, type Task } from '#spec/task';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import type { Workspace } from './workspace';

type DatasetHandlers = Pick<
  Handlers,
  'datasets.list' | 'datasets.import' | 'datasets.delete' | 'tasks.fields'
>;

export function datasetHandlers(workspace: Workspace): DatasetHandlers {
  const folderOf = (projectId: string): string => datasetsDirectory(workspace.project(projectId));
  const changed = (projectId: string): void =>
    workspace.emit('project.changed', { projectId, what: 'datasets' });
  return {
    'datasets.list': ({ projectId }) => listDatasets(folderOf(projectId)),
    'datasets.import': async ({ projectId, request }) => {
      const where = { projectId, datasetId: request.id };
      const manifest = await importDataset(request, folderOf(projectId), (fraction, message) =>
        workspace.emit('dataset.progress', { ...where, fraction, message }),
      );
      changed(projectId);
      return manifest;
    },
    'datasets.delete': async ({ projectId, datasetId }) => {
      await removeDataset(folderOf(projectId), datasetId);
      changed(projectId);
      return null;
    },
    'tasks.fields': async ({ projectId, task }) =>
      taskFields(task, await datasetFields(workspace.project(projectId), task)),
  };
}

/** The fields of a task whose data set determines them. Undefined for other tasks and for missing data. */
export async function datasetFields(
  project: ProjectFolder,
  task: Task,
): Promise<Fields | undefined> {
  return fieldsFromData(task, datasetsDirectory(project)).catch((error: unknown) => {
    if (error instanceof WorkbenchError) return undefined;
    throw error;
  });
}
