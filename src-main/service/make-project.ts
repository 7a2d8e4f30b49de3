/** Makes a project that begins with a model, or with a data set and a model that fits it. */
import { importDataset, removeDataset } from '#data/import/import-dataset';
import type { projectBeginningSchema } from '#api/start';
import type { ImportRequest } from '#spec/dataset';
import { saveModel } from '#storage/models';
import { datasetsDirectory, inNewProject, type ProjectFolder } from '#storage/projects';
import type { z } from 'zod';
import { chooseTemplate, fitTemplate } from './starter-model';
import { readTemplate } from './templates';

export interface ProjectToMake {
  directory: string;
  name: string;
  /** Undefined: an empty project. */
  beginning?: z.output<typeof projectBeginningSchema>;
}

/** Throws as `inNewProject` and `importDataset`. */
export async function makeProject(
  { directory, name, beginning }: ProjectToMake,
  resources: string,
): Promise<ProjectFolder> {
  return inNewProject(directory, name, async (project) => {
    if (beginning?.kind === 'model') await saveModel(project, beginning.spec);
    if (beginning?.kind === 'data') await addData(project, beginning.request, resources);
    return project;
  });
}

/** Imports the data, and saves a model that can be trained on them; both, or nothing. */
async function addData(
  project: ProjectFolder,
  request: ImportRequest,
  resources: string,
): Promise<void> {
  const datasets = datasetsDirectory(project);
  const manifest = await importDataset(request, datasets, () => undefined);
  try {
    const template = chooseTemplate(manifest);
    if (template === null) return;
    const { spec } = await readTemplate(resources, template);
    await saveModel(project, fitTemplate(spec, manifest));
  } catch (error) {
    await removeDataset(datasets, manifest.id).catch(() => undefined);
    throw error;
  }
}
