/** Makes a project that begins with a model, or with a data set and a model that fits it. */
import { rm } from 'node:fs/promises';
import { importDataset } from '#data/import/import-dataset';
import type { projectBeginningSchema } from '#api/start';
import { saveModel } from '#storage/models';
import { createProject, datasetsDirectory, type ProjectFolder } from '#storage/projects';
import type { z } from 'zod';
import { chooseTemplate, fitTemplate } from './starter-model';
import { readTemplate } from './templates';

export interface ProjectToMake {
  directory: string;
  name: string;
  /** Undefined: an empty project. */
  beginning?: z.output<typeof projectBeginningSchema>;
}

/** Throws as `createProject` and `importDataset`, and leaves nothing behind then. */
export async function makeProject(
  { directory, name, beginning }: ProjectToMake,
  resources: string,
): Promise<ProjectFolder> {
  const project = await createProject(directory, name);
  try {
    if (beginning?.kind === 'model') await saveModel(project, beginning.spec);
    if (beginning?.kind === 'data') {
      const manifest = await importDataset(
        beginning.request,
        datasetsDirectory(project),
        () => undefined,
      );
      const template = chooseTemplate(manifest);
      if (template !== null) {
        const { spec } = await readTemplate(resources, template);
        await saveModel(project, fitTemplate(spec, manifest));
      }
    }
  } catch (error) {
    // Everything in the folder was made here: a project is created in a new or an empty folder only.
    await rm(project.directory, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return project;
}
