import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isOfKind } from '#spec/errors';
import { createProject, inNewProject, openProject, type ProjectFolder } from '#storage/projects';

/** The folder named by `--project`, else `Command line` beside the projects of the window. */
export function projectDirectory(option: string | undefined): string {
  if (option !== undefined) return resolve(option);
  const projects = process.env.DNI_WORKBENCH_PROJECTS ?? join(homedir(), 'DNI Workbench');
  return join(projects, 'Command line');
}

/** The project in the folder; null where there is none. Throws if the project is damaged. */
export async function findProject(directory: string): Promise<ProjectFolder | null> {
  try {
    return await openProject(directory);
  } catch (error) {
    if (isOfKind(error, 'notFound')) return null;
    throw error;
  }
}

/** The project in the folder, created if the folder is missing or empty. */
export async function findOrCreateProject(directory: string): Promise<ProjectFolder> {
  return (await findProject(directory)) ?? createProject(directory, nameOf(directory));
}

/** Does `work` in the project of the folder. One that is created for it is removed where the work fails. */
export async function inProject<T>(
  directory: string,
  work: (project: ProjectFolder) => Promise<T>,
): Promise<T> {
  const present = await findProject(directory);
  return present ? work(present) : inNewProject(directory, nameOf(directory), work);
}

function nameOf(directory: string): string {
  return basename(directory).slice(0, 200) || 'Project';
}
