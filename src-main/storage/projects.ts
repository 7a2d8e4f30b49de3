import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Project } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { readVersionedJson, writeJson } from './versioned-json';

/** An open project. It is the type of the API, since the window shows its directory. */
export type ProjectFolder = Project;

const projectFileSchema = z.strictObject({
  version: z.literal(formatVersion),
  name: z.string().min(1).max(200),
  created: z.iso.datetime(),
});

const folders = ['models', 'comparisons', 'datasets', 'runs'];

/**
 * Creates a project in a new or empty folder. Throws `conflict` where the folder is not empty, `unavailable` where it
 * cannot be written. Example:
 *
 *     const project = await createProject('~/my-project', 'My project');
 *     const run = await createRun(project, { name: 'First run', modelId: null, spec });
 */
export async function createProject(directory: string, name: string): Promise<ProjectFolder> {
  const root = resolveHome(directory);
  const existing = await listNames(root);
  if (existing.includes('project.json'))
    throw new WorkbenchError('conflict', `'${root}' holds a project already: open it instead.`);
  if (existing.length > 0)
    throw new WorkbenchError(
      'conflict',
      `'${root}' is not empty: choose a new or an empty folder for the project.`,
    );
  try {
    for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  } catch (error) {
    throw fileError('written', root, error);
  }
  // Written last, since this file makes the folder a project.
  await writeJson(join(root, 'project.json'), {
    version: formatVersion,
    name,
    created: new Date().toISOString(),
  });
  return openProject(root);
}

/** Throws `notFound` where the folder has no project, `validation` where its file is damaged or of a newer version. */
export async function openProject(directory: string): Promise<ProjectFolder> {
  const root = resolveHome(directory);
  const file = await readVersionedJson(
    join(root, 'project.json'),
    projectFileSchema,
    `There is no project in '${root}': it has no 'project.json'.`,
  );
  const real = await realpath(root);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return { id, directory: real, name: file.name, created: file.created };
}

/** The folder of the project's imported data sets. */
export function datasetsDirectory(project: ProjectFolder): string {
  return join(project.directory, 'datasets');
}

function resolveHome(directory: string): string {
  return resolve(directory.replace(/^~(?=$|[/\\])/, homedir()));
}
