import { join } from 'node:path';
import type { SavedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';

/** Saved models: `models/<id>.json` is the experiment itself, as a user may write it by hand. */
export async function listModels(project: ProjectFolder): Promise<Listing<SavedModel>> {
  const { items, problems } = await folder(project).list();
  return { items: items.map(modelOf), problems };
}

/** Throws `notFound`, or `validation` where the file is damaged or of a newer version. */
export async function getModel(project: ProjectFolder, id: string): Promise<SavedModel> {
  return modelOf(await folder(project).get(id));
}

/** Without an id a new model is made, with an id from its name; with one that model is replaced. */
export async function saveModel(
  project: ProjectFolder,
  spec: Experiment,
  id?: string,
): Promise<SavedModel> {
  return modelOf(await folder(project).save(id, spec.name, spec));
}

/** Throws `notFound`. Runs started from it keep their own copy. */
export async function deleteModel(project: ProjectFolder, id: string): Promise<void> {
  await folder(project).delete(id);
}

function folder(project: ProjectFolder): JsonFolder<typeof experimentSchema> {
  return new JsonFolder(join(project.directory, 'models'), experimentSchema, 'model');
}

function modelOf({ id, modified, content }: Stored<Experiment>): SavedModel {
  return { id, modified, spec: content };
}
