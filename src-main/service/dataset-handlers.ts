import type { Handlers } from '#api/commands';
import { importDataset, removeDataset } from '#data/import';
import { listDatasets, readManifest } from '#data/imported';
import { datasetIdSchema } from '#spec/dataset';
import type { Fields, Task } from '#spec/task';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import type { Workspace } from './workspace';

type DatasetHandlers = Pick<Handlers, 'datasets.list' | 'datasets.import' | 'datasets.delete'>;

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
  };
}

/** The fields of the imported data that a task names; undefined for other tasks and missing data. */
export async function datasetFields(
  project: ProjectFolder,
  task: Task,
): Promise<Fields | undefined> {
  if (task.kind !== 'dataset' || !datasetIdSchema.safeParse(task.dataset).success) return undefined;
  const manifest = await readManifest(datasetsDirectory(project), task.dataset).catch(() => null);
  return manifest?.fields;
}
