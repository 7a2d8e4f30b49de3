import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { saveModel } from '#storage/models';
import { createProject, openProject, type ProjectFolder } from '#storage/projects';
import { listTemplates } from './templates';

/** Templates that the sample project contains as models. The window shows the first one. */
const sampleModels = ['mnist-cdni', 'mnist-cdni-6', 'mnist-cnn-cdni', 'spirals-cdni'];

/** Opens the project of the very first start, `Sample` in the folder of projects. Creates it if it is missing. */
export async function openSampleProject(
  projectsDirectory: string,
  resources: string,
): Promise<ProjectFolder> {
  const directory = join(projectsDirectory, 'Sample');
  try {
    return await openProject(directory);
  } catch (error) {
    if (!(error instanceof WorkbenchError && error.kind === 'notFound')) throw error;
  }
  const project = await createProject(directory, 'Sample');
  for (const { id, spec } of await listTemplates(resources))
    if (sampleModels.includes(id)) await saveModel(project, spec, { id });
  return project;
}
