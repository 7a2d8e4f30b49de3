import type { Handlers } from '#api/commands';
import { importDataset, removeDataset } from '#data/import/import-dataset';
import { previewTable } from '#data/import/preview-table';
import { listDatasets } from '#data/import/stored-dataset';
import { readTaskData } from '#data/task-data';
import { datasetsDirectory } from '#storage/projects';
import type { Workspace } from './workspace';

type DatasetHandlers = Pick<
  Handlers,
  'datasets.list' | 'datasets.import' | 'datasets.previewTable' | 'datasets.delete' | 'tasks.data'
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
    'datasets.previewTable': ({ request }) => previewTable(request),
    'datasets.delete': async ({ projectId, datasetId }) => {
      await removeDataset(folderOf(projectId), datasetId);
      changed(projectId);
      return null;
    },
    'tasks.data': ({ projectId, task }) => readTaskData(task, folderOf(projectId)),
  };
}
