import { createHash } from 'node:crypto';
import { realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Project } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { quote } from '#spec/quote';
import { createFolders } from '#files/create-folders';
import { ensureDirectory } from '#files/durable-write';
import { folderGoneError, maxQuotedPath, placeError } from '#files/file-errors';
import { fullPath } from '#files/full-path';
import { listNames } from '#files/list-names';
import { checkVersionedJson, readJsonFile, writeJson } from './versioned-json';

/** An open project. It is the type of the API, since the window shows its directory. */
export type ProjectFolder = Project;

/** The file that makes a folder a project. */
const projectFile = 'project.json';
const maxName = 200;

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
export function createProject(directory: string, name: string): Promise<ProjectFolder> {
  return inNewProject(directory, name, (project) => Promise.resolve(project));
}

/**
 * Creates a project for some work and does it. Where the work fails, what was created is removed, unless there is something in
 * it by then: a folder that was there before stays, and so does all that anybody has put into it. Throws as `createProject`
 * does, and what the work throws.
 */
export async function inNewProject<T>(
  directory: string,
  name: string,
  work: (project: ProjectFolder) => Promise<T>,
): Promise<T> {
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
    await removeEmptyFolders(created);
    throw placeError(root, error);
  }
  const project = await openProject(root);
  try {
    return await work(project);
  } catch (error) {
    await removeEmptyProject(root, created);
    throw error;
  }
}

/** Removes a project with the folders that were created for it, where nothing is in it. Never throws. */
async function removeEmptyProject(root: string, created: readonly string[]): Promise<void> {
  const own = folders.map((name) => join(root, name));
  try {
    const names = await listNames(root);
    const contents = await Promise.all(own.map(listNames));
    if (names.some((name) => name !== projectFile && !folders.includes(name))) return;
    if (contents.flat().length > 0) return;
    // Fails where something has come into a folder meanwhile.
    for (const folder of own.filter((path) => created.includes(path))) await rmdir(folder);
    await rm(join(root, projectFile));
  } catch {
    await ensureProjectFolders(root).catch(() => undefined);
    return;
  }
  await removeEmptyFolders(created);
}

/** Another program may have put something into one: that one stays, and so do its parents. */
async function removeEmptyFolders(created: readonly string[]): Promise<void> {
  for (const folder of [...created].reverse()) await rmdir(folder).catch(() => undefined);
}

/** Makes the folders of a project that are missing. */
export async function ensureProjectFolders(root: string): Promise<void> {
  for (const folder of folders) await ensureDirectory(join(root, folder));
}

/**
 * Throws `notFound` where the folder has no project, `validation` where its file is damaged, of a newer version or of another
 * program.
 */
export async function openProject(directory: string): Promise<ProjectFolder> {
  const root = fullPath(directory);
  const path = join(root, projectFile);
  const json = await readJsonFile(path, await describeMissing(root));
  if (isOfOtherProgram(json))
    throw new WorkbenchError(
      'validation',
      `${quote(root, maxQuotedPath)} is no project of DNI Workbench: its '${projectFile}' is of another program. Open the folder of a project.`,
    );
  const file = checkVersionedJson(path, json, projectFileSchema);
  const real = await realpath(root);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 12);
  return { id, directory: real, name: file.name, created: file.created };
}

/**
 * Other programs have a `project.json` too, of which many have a name, and some a version as a text. One of this program that
 * was damaged by hand still has two of its three fields.
 */
function isOfOtherProgram(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const { version } = json as { version?: unknown };
  const own = [typeof version === 'number', 'name' in json, 'created' in json];
  return own.filter(Boolean).length < 2;
}

/** Why there is no project at a path, in a sentence. */
async function describeMissing(root: string): Promise<string> {
  const stats = await stat(root).catch(() => null);
  const name = quote(root, maxQuotedPath);
  if (!stats) return `There is no folder ${name}. Check the path, or create a project there.`;
  if (!stats.isDirectory()) return `${name} is a file: open the folder of a project.`;
  return `There is no project in ${name}: it has no '${projectFile}'.`;
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
  // A path typed into the wrong field; a name with a slash in it is one.
  if (/^(~?[/\\]|[a-z]:[/\\])/i.test(name.trim()))
    throw new WorkbenchError(
      'validation',
      `${quote(name, maxQuotedPath)} is a path: give the project a name, and write the path as its folder.`,
    );
  if (name.length > maxName)
    throw new WorkbenchError(
      'validation',
      `The name of a project has at most ${maxName} characters; this one has ${name.length.toLocaleString('en')}. Shorten it.`,
    );
}

/** The full path of a folder that can become a project of its own. Throws as `createProject` does. */
export async function assertNewProjectFolder(directory: string): Promise<string> {
  const root = fullPath(directory);
  const conflict = (what: string): WorkbenchError =>
    new WorkbenchError('conflict', `${quote(root, maxQuotedPath)} ${what}`);
  const stats = await stat(root).catch(() => null);
  if (stats && !stats.isDirectory())
    throw conflict('is a file: choose a new or an empty folder for the project.');
  const existing = await listNames(root);
  if (existing.includes(projectFile) && !(await hasOtherProgramsFile(root)))
    throw conflict('holds a project already: open it instead.');
  if (!(await Promise.all(existing.map((name) => isBeginning(root, name)))).every(Boolean))
    throw conflict('is not empty: choose a new or an empty folder for the project.');
  const outer = await findOuterProject(root);
  if (outer)
    throw conflict(
      `lies in the project ${quote(outer.name)}, in ${quote(outer.directory, maxQuotedPath)}: choose a folder outside of it.`,
    );
  return root;
}

/** Whether the folder is one of another program that has a `project.json` too. */
async function hasOtherProgramsFile(root: string): Promise<boolean> {
  return readJsonFile(join(root, projectFile), '').then(isOfOtherProgram, () => false);
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
