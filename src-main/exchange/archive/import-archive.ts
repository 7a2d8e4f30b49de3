/** Brings the content of an archive into a project: all of it, or nothing. */
import { rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFolders } from '#files/create-folders';
import { syncDirectory } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { readJsonText } from '#files/read-json-text';
import { messageOf, WorkbenchError } from '#spec/errors';
import {
  assertNewProjectFolder,
  ensureProjectFolders,
  openProject,
  type ProjectFolder,
} from '#storage/projects';
import { createStaging, moveIntoProject, removeStaging, settleStagings } from '#storage/staging';
import { checkFilter, checkItem, type ReadText } from './check-item';
import { keyText } from './layout';
import { openArchive, type OpenArchive } from './open-archive';
import { filesOfItems, planImport, type PlannedItem } from './plan-import';
import { prepareImport } from './prepare-import';
import { unpackArchive, type UnpackOptions } from './unpack-archive';

/**
 * Adds what an archive holds to a project, and returns what has become of each item. What the project has already, with
 * the same content, stays as it is; what has the id of something else gets another one. Throws `validation` where the
 * archive is damaged or no archive, `unavailable` where the disk has no room or fails, and the reason of the signal; the
 * project is as before then.
 */
export async function importArchive(
  project: ProjectFolder,
  path: string,
  options: UnpackOptions = {},
): Promise<PlannedItem[]> {
  const archive = await openArchive(path);
  try {
    const staging = await createStaging(project.directory);
    try {
      await unpackWhole(archive, staging.content, options);
      const readText: ReadText = (file) => readJsonText(join(staging.content, file));
      const plan = await planImport(project, archive.manifest, readText);
      const prepared = await prepareImport(staging.content, archive.manifest, plan);
      options.signal?.throwIfAborted();
      await moveIntoProject(project, staging, prepared);
      return plan.items;
    } finally {
      await removeStaging(staging);
    }
  } finally {
    archive.close();
  }
}

/**
 * Makes a project of an archive of one, in a new or empty folder, with the bytes that it had. Throws as `importArchive`
 * and `createProject` do, and leaves nothing behind then.
 */
export async function createProjectFromArchive(
  directory: string,
  path: string,
  options: UnpackOptions = {},
): Promise<ProjectFolder> {
  const root = await assertNewProjectFolder(directory);
  const archive = await openArchive(path);
  try {
    if (archive.manifest.kind !== 'project')
      throw new WorkbenchError(
        'validation',
        `The archive ${archive.name} holds ${archive.manifest.kind === 'runs' ? 'runs' : `a ${archive.manifest.kind}`}, and no whole project. Open a project, and import it there.`,
      );
    await createFolders(dirname(root));
    await settleStagings(dirname(root), null);
    const staging = await createStaging(dirname(root));
    try {
      await unpackWhole(archive, staging.content, options);
      await openProject(staging.content);
      await ensureProjectFolders(staging.content);
      options.signal?.throwIfAborted();
      await moveToPlace(staging.content, root);
    } finally {
      await removeStaging(staging);
    }
  } finally {
    archive.close();
  }
  return openProject(root);
}

async function unpackWhole(
  archive: OpenArchive,
  folder: string,
  options: UnpackOptions,
): Promise<void> {
  await unpackArchive(archive, folder, options);
  const files = filesOfItems(archive.manifest.files);
  for (const item of archive.manifest.items) {
    const paths = (files.get(keyText(item)) ?? []).map(({ path }) => path);
    try {
      const readText = async (path: string): Promise<string> => readJsonText(join(folder, path));
      await checkItem(item, paths, readText);
      await checkFilter(item, readText);
    } catch (error) {
      if (!(error instanceof WorkbenchError) || error.kind === 'unavailable') throw error;
      throw new WorkbenchError(
        'validation',
        `The archive ${archive.name} cannot be imported: ${messageOf(error)}`,
      );
    }
  }
}

async function moveToPlace(content: string, root: string): Promise<void> {
  try {
    // The folder may be there, and is empty then.
    await rmdir(root).catch(() => undefined);
    await rename(content, root);
    await syncDirectory(dirname(root));
  } catch (error) {
    throw fileError('written', root, error);
  }
}
