/** The templates that users have saved in a project: `templates/<id>.json`, as models are written. */
import { join } from 'node:path';
import type { SavedModel } from '#api/types';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { JsonFolder, type DeletedFile, type SaveOptions } from './json-folder';
import type { ProjectFolder } from './projects';
import { saveNamed } from './save-named';
import type { Listing } from './versioned-json';

/** All templates of a project; unreadable files are listed as problems. */
export function listOwnTemplates(project: ProjectFolder): Promise<Listing<SavedModel>> {
  return folder(project).list();
}

/**
 * Replaces the template of that id; without an id, creates a new one with an id from its name, which gets a number where
 * another template has it already. Throws as `JsonFolder.save`.
 */
export function saveOwnTemplate(
  project: ProjectFolder,
  spec: Experiment,
  options: SaveOptions = {},
): Promise<SavedModel> {
  return saveNamed(folder(project), spec, { ...options, nameOf: (template) => template.spec.name });
}

/** Moves a template to the trash; returns the id for `restoreOwnTemplate`. Throws `notFound` where there is none. */
export function deleteOwnTemplate(project: ProjectFolder, id: string): Promise<string> {
  return folder(project).delete(id);
}

/** Throws `notFound` where it is not in the trash any more. */
export function restoreOwnTemplate(project: ProjectFolder, trashId: string): Promise<SavedModel> {
  return folder(project).restore(trashId);
}

/** The templates in the trash, the last deleted first. */
export function listDeletedOwnTemplates(project: ProjectFolder): Promise<DeletedFile[]> {
  return folder(project).deleted();
}

function folder(project: ProjectFolder): JsonFolder<typeof experimentSchema, SavedModel> {
  return new JsonFolder({
    directory: join(project.directory, 'templates'),
    schema: experimentSchema,
    noun: 'template',
    toItem: ({ id, modified, revision, content }) => ({ id, modified, revision, spec: content }),
    keepsVersions: false,
  });
}
