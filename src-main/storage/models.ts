import { join } from 'node:path';
import type { ModelVersion, SavedModel, TrashedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type SaveOptions } from './json-folder';
import type { ProjectFolder } from './projects';
import { saveNamed } from './save-named';
import type { VersionName } from './version-names';

/** All saved models; unreadable files are listed as problems. `models/<id>.json` is the experiment as users write it. */
export function listModels(project: ProjectFolder): Promise<Listing<SavedModel>> {
  return folder(project).list();
}

/** Throws `notFound` where there is no such model, `validation` where its file is damaged or of a newer version. */
export function getModel(project: ProjectFolder, id: string): Promise<SavedModel> {
  return folder(project).get(id);
}

/**
 * Replaces the model of that id; without an id, creates a new one with an id from its name, which gets a number where
 * another model has it already. Throws as `JsonFolder.save`.
 */
export function saveModel(
  project: ProjectFolder,
  spec: Experiment,
  options: SaveOptions = {},
): Promise<SavedModel> {
  return saveNamed(folder(project), spec, { ...options, nameOf: (model) => model.spec.name });
}

/** The saved versions of a model, newest first, the present one included. */
export function listModelVersions(project: ProjectFolder, id: string): Promise<ModelVersion[]> {
  return folder(project).versions(id);
}

/** Throws `notFound` where there is no such version. */
export async function getModelVersion(
  project: ProjectFolder,
  id: string,
  versionId: string,
): Promise<{ spec: Experiment; saved: string }> {
  const { version, content } = await folder(project).version(id, versionId);
  return { spec: content, saved: version.saved };
}

/** Keeps a version under a name; null takes the name away. Throws `notFound` where there is no such version. */
export function nameModelVersion(
  project: ProjectFolder,
  id: string,
  versionId: string,
  name: VersionName | null,
): Promise<void> {
  return folder(project).nameVersion(id, versionId, name);
}

/**
 * Moves a model to the trash; returns the id for `restoreModel`. Throws `notFound` where there is no such model. Runs
 * that were started from it keep their own copy.
 */
export function deleteModel(project: ProjectFolder, id: string): Promise<string> {
  return folder(project).delete(id);
}

/** Throws `notFound` where it is not in the trash any more. */
export function restoreModel(project: ProjectFolder, trashId: string): Promise<SavedModel> {
  return folder(project).restore(trashId);
}

/** The models in the trash, the last deleted first. */
export function listDeletedModels(project: ProjectFolder): Promise<TrashedModel[]> {
  return folder(project).deleted();
}

function folder(project: ProjectFolder): JsonFolder<typeof experimentSchema, SavedModel> {
  return new JsonFolder({
    directory: join(project.directory, 'models'),
    schema: experimentSchema,
    noun: 'model',
    toItem: ({ id, modified, revision, content }) => ({ id, modified, revision, spec: content }),
    keepsVersions: true,
  });
}
