import { createHash } from 'node:crypto';
import { realpath, rm, rmdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Project } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { quote } from '#spec/quote';
import { ensureDirectory } from '#files/durable-write';
import { folderGoneError, maxQuotedPath, placeError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { readVersionedJson, writeJson } from './versioned-json';

/** An open project. It is the type of the API, since the window shows its directory. */
export type ProjectFolder = Project;

/** The file that makes a folder a project. */
const projectFile = 'project.json';
const maxName = 200;
/** Characters of a path; systems allow about 4,000 bytes. */
const maxPath = 4000;

const projectFileSchema = z.strictObject({
  version: z.literal(formatVersion),
  name: z.string().min(1).max(maxName),
  created: z.iso.datetime(),
});

const folders = ['models', 'comparisons', 'studies', 'reported', 'datasets', 'runs'];

/**
 * Creates a project in a new or empty folder. Throws `validation` where the path or the name cannot be one or the place takes no files, `conflict`
 * where the folder is not empty or lies in another project, `unavailable` where the disk fails; what was created
 * until then is removed. Example:
 *
 *     const project = await createProject('~/my-project', 'My project');
 *     const run = await createRun(project, { name: 'First run', modelId: null, spec });
 */
export async function createProject(directory: string, name: string): Promise<ProjectFolder> {
  assertName(name);
  const root = await assertNewProjectFolder(directory);
  const created: string[] = [];
  try {
    for (const folder of [root, ...folders.map((part) => join(root, part))])
      await createFolders(folder, created);
    // Written last, since this file makes the folder a project.
    await writeJson(join(root, projectFile), {
      version: formatVersion,
      name,
      created: new Date().toISOString(),
    });
  } catch (error) {
    // Removes empty folders only, since another program may have put something into them.
    for (const folder of created.reverse()) await rmdir(folder).catch(() => undefined);
    throw placeError(root, error);
  }
  return openProject(root);
}

/** Removes a project that was created for something that has failed, where nothing is in it. Never throws. */
export async function removeEmptyProject({ directory }: ProjectFolder): Promise<void> {
  try {
    const names = await listNames(directory);
    if (names.some((name) => name !== projectFile && !folders.includes(name))) return;
    // Fails where a folder is not empty.
    for (const folder of folders) await rmdir(join(directory, folder));
    await rm(join(directory, projectFile));
    await rmdir(directory);
  } catch {
    await ensureProjectFolders(directory).catch(() => undefined);
  }
}

/** Makes the folders of a project that are missing. */
export async function ensureProjectFolders(root: string): Promise<void> {
  for (const folder of folders) await ensureDirectory(join(root, folder));
}

/** Throws `notFound` where the folder has no project, `validation` where its file is damaged or of a newer version. */
export async function openProject(directory: string): Promise<ProjectFolder> {
  const root = resolveFolder(directory);
  const file = await readVersionedJson(
    join(root, projectFile),
    projectFileSchema,
    `There is no project in ${quote(root, maxQuotedPath)}: it has no '${projectFile}'.`,
  );
  const real = await realpath(root);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return { id, directory: real, name: file.name, created: file.created };
}

/** Whether there is no project in the folder. One that cannot be looked into, as on a disk that is not there, is none either. */
export async function isProjectGone(directory: string): Promise<boolean> {
  return !(await stat(join(directory, projectFile)).catch(() => null));
}

/** Throws `unavailable` where the folder of an open project was renamed, moved or removed: nothing in it is no empty list. */
export async function assertProjectThere({ directory }: ProjectFolder): Promise<void> {
  if (await isProjectGone(directory))
    throw folderGoneError(directory, 'while its project was open: open it in its new place');
}

/** The folder of the project's imported data sets. */
export function datasetsDirectory(project: ProjectFolder): string {
  return join(project.directory, 'datasets');
}

function assertName(name: string): void {
  if (name.trim() === '')
    throw new WorkbenchError('validation', 'A project needs a name. Give it one.');
  if (name.length > maxName)
    throw new WorkbenchError(
      'validation',
      `The name of a project has at most ${maxName} characters; this one has ${name.length.toLocaleString('en')}. Shorten it.`,
    );
}

/** The full path of a folder that can become a project of its own. Throws as `createProject` does. */
export async function assertNewProjectFolder(directory: string): Promise<string> {
  const root = resolveFolder(directory);
  const conflict = (what: string): WorkbenchError =>
    new WorkbenchError('conflict', `${quote(root, maxQuotedPath)} ${what}`);
  const stats = await stat(root).catch(() => null);
  if (stats && !stats.isDirectory())
    throw conflict('is a file: choose a new or an empty folder for the project.');
  const existing = await listNames(root);
  if (existing.includes(projectFile)) throw conflict('holds a project already: open it instead.');
  if (!(await Promise.all(existing.map((name) => isBeginning(root, name)))).every(Boolean))
    throw conflict('is not empty: choose a new or an empty folder for the project.');
  const outer = await findOuterProject(root);
  if (outer)
    throw conflict(
      `lies in the project ${quote(outer.name)}, in ${quote(outer.directory, maxQuotedPath)}: choose a folder outside of it.`,
    );
  return root;
}

/** Whether it is what a program leaves that was killed while it made a project: an empty folder of it, or its file unfinished. */
async function isBeginning(root: string, name: string): Promise<boolean> {
  if (name.startsWith(`${projectFile}.`) && name.endsWith('.tmp')) return true;
  if (!folders.includes(name)) return false;
  const stats = await stat(join(root, name));
  return stats.isDirectory() && (await listNames(join(root, name))).length === 0;
}

/** The project whose folder the path lies in, links resolved; null where there is none. */
async function findOuterProject(root: string): Promise<ProjectFolder | null> {
  const parent = dirname(root);
  if (parent === root) return null;
  const real = await realpath(parent).catch(() => null);
  if (real === null) return findOuterProject(parent);
  return (await openProject(real).catch(() => null)) ?? findOuterProject(real);
}

/** Creates a folder and its missing parents, and adds the path of each one to `created`. */
async function createFolders(folder: string, created: string[]): Promise<void> {
  const isMissing = !(await stat(folder).catch(() => null));
  if (!isMissing || folder === dirname(folder)) return;
  await createFolders(dirname(folder), created);
  created.push(folder);
  await ensureDirectory(folder);
}

/**
 * The full path of a project's folder; `~` is the user's home. Throws `validation` where it is not a full path, since a
 * window does not know the folder that the program was started in, or where no system could have it.
 */
function resolveFolder(directory: string): string {
  const path = directory.replace(/^~(?=$|[/\\])/, homedir());
  const invalid = (what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(directory, maxQuotedPath)} ${what}`);
  if (path.includes('\0')) throw invalid('is no path: it has a NUL character.');
  if (path.length > maxPath) throw invalid(`is too long a path: choose a shorter one.`);
  if (!isAbsolute(path)) throw invalid('is not a full path: begin it at the root, or with ~.');
  return resolve(path);
}
