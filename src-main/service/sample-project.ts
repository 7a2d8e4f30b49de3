import { join } from 'node:path';
import { saveModel } from '#storage/models';
import { createProject, type ProjectFolder } from '#storage/projects';
import { listTemplates } from './templates';

/** Templates that the sample project contains as models. The window shows the first one. */
const sampleModels = ['mnist-cdni', 'mnist-cdni-6', 'mnist-cnn-cdni', 'spirals-cdni'];

/** The folder of the project of the very first start, in the folder of projects. */
export function sampleDirectory(projectsDirectory: string): string {
  return join(projectsDirectory, 'Sample');
}

export async function createSampleProject(
  directory: string,
  resources: string,
): Promise<ProjectFolder> {
  const project = await createProject(directory, 'Sample');
  // In reverse: the first model, which the window shows, is saved last, and so it is in the picture of the project too.
  for (const { id, spec } of (await listTemplates(resources)).reverse())
    if (sampleModels.includes(id)) await saveModel(project, spec, { id });
  return project;
}
