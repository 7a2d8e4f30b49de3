import { join } from 'node:path';
import type { SavedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import type { Listing } from './versioned-json';
import { JsonFolder, type Stored } from './json-folder';
import type { ProjectFolder } from './projects';

/** All saved models; unreadable files are listed as problems. `models/<id>.json` is the experiment as users write it. */
export async function listModels(project: ProjectFolder): Promise<Listing<SavedModel>> {
  const { items, problems } = await folder(project).list();
  return { items: items.map(toModel), problems };
}

/** Throws `notFound` where there is no such model, `validation` where its file is damaged or of a newer version. */
export async function getModel(project: ProjectFolder, id: string): Promise<SavedModel> {
  return toModel(await folder(project).get(id));
}

/** Replaces the model of that id; without an id, creates a new one with an id from its name. */
export async function saveModel(
  project: ProjectFolder,
  spec: Experiment,
  id?: string,
): Promise<SavedModel> {
  return toModel(await folder(project).save(id, spec.name, spec));
}

/** Throws `notFound` where there is no such model. Runs that were started from it keep their own copy. */
export async function deleteModel(project: ProjectFolder, id: string): Promise<void> {
  await folder(project).delete(id);
}

function folder(project: ProjectFolder): JsonFolder<typeof experimentSchema> {
  return new JsonFolder(join(project.directory, 'models'), experimentSchema, 'model');
}

function toModel({ id, modified, content }: Stored<Experiment>): SavedModel {
  return { id, modified, spec: content };
}
