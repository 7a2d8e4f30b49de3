import { findUnreadableDatasets } from '#data/import/stored-dataset';
import { listComparisons } from '#storage/comparisons';
import { listModels } from '#storage/models';
import { listOwnTemplates } from '#storage/own-templates';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { listReported } from '#storage/reported';
import { listRuns } from '#storage/runs';
import { listStudies } from '#storage/studies';
import type { UnreadableFile } from '#storage/versioned-json';

/** Damaged files of a project, and files of a newer program: the lists of runs, models and so on leave them out. */
export async function findUnreadableFiles(project: ProjectFolder): Promise<UnreadableFile[]> {
  const listings = await Promise.all([
    listRuns(project),
    listModels(project),
    listComparisons(project),
    listStudies(project),
    listReported(project),
    listOwnTemplates(project),
  ]);
  return [
    ...listings.flatMap(({ problems }) => problems),
    ...(await findUnreadableDatasets(datasetsDirectory(project))),
  ];
}
