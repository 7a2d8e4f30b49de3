import { readStudy, type SavedStudyResult } from '#service/read-study';
import type { Study } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { resources } from './program-paths';

/** What the runs of a study say, which may still be on their way. */
export function readSavedStudy(project: ProjectFolder, content: Study): Promise<SavedStudyResult> {
  return readStudy(project, resources, content);
}
