import { join } from 'node:path';
import { studyContentSchema, type Study, type StudyContent, type StudyInput } from '#spec/study';
import { JsonFolder, type DeletedFile, type Stored } from './json-folder';
import { ensureOwnFolder } from './own-folder';
import type { ProjectFolder } from './projects';
import { saveNamed } from './save-named';
import type { Listing } from './versioned-json';

/** All studies of a project; unreadable files are listed as problems. */
export function listStudies(project: ProjectFolder): Promise<Listing<Study>> {
  return folder(project).list();
}

/** Throws `notFound` where there is no such study, `validation` where its file is damaged or of a newer version. */
export function getStudy(project: ProjectFolder, id: string): Promise<Study> {
  return folder(project).get(id);
}

export interface SaveStudyOptions {
  /**
   * The study to replace, or the id of a new one. Without it, a new one gets an id from its name, which has a number where
   * another study has it already.
   */
  id?: string;
  /** The revision that the content is a change of. */
  baseRevision?: string;
}

/** Saves a study. Throws as `JsonFolder.save`. */
export async function saveStudy(
  project: ProjectFolder,
  study: StudyInput,
  options: SaveStudyOptions = {},
): Promise<Study> {
  return saveNamed(folder(project), studyContentSchema.parse(study), {
    ...options,
    nameOf: ({ name }) => name,
  });
}

/** Moves a study to the trash; returns the id for `restoreStudy`. Its runs stay. Throws `notFound` where there is none. */
export function deleteStudy(project: ProjectFolder, id: string): Promise<string> {
  return folder(project).delete(id);
}

/** Throws `notFound` where it is not in the trash any more. */
export function restoreStudy(project: ProjectFolder, trashId: string): Promise<Study> {
  return folder(project).restore(trashId);
}

/** The studies in the trash, the last deleted first. */
export function listTrashedStudies(project: ProjectFolder): Promise<DeletedFile[]> {
  return folder(project).deleted();
}

/** Makes the folder of the studies, for the lock of one that is not saved yet. */
export function ensureStudiesFolder(project: ProjectFolder): Promise<void> {
  return ensureOwnFolder(studiesDirectory(project));
}

/** The lock file that the program holds which runs a study. */
export function studyLock(project: ProjectFolder, id: string): string {
  return join(studiesDirectory(project), `.${id}.lock`);
}

function studiesDirectory(project: ProjectFolder): string {
  return join(project.directory, 'studies');
}

function folder(project: ProjectFolder): JsonFolder<typeof studyContentSchema, Study> {
  return new JsonFolder({
    directory: studiesDirectory(project),
    schema: studyContentSchema,
    noun: 'study',
    toItem: toStudy,
    keepsVersions: true,
  });
}

/** A file without a name, as one that was written by hand, has the name of the file. */
function toStudy({ id, modified, revision, content }: Stored<StudyContent>): Study {
  return { ...content, id, name: content.name ?? id, modified, revision };
}
