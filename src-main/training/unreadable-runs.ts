import { findUnmatched } from '#analysis/study-runs';
import type { StudyRun } from '#analysis/study-specs';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { findUnreadableRuns } from '#storage/study-record';
import { describeUnreadable } from '#storage/versioned-json';

export interface StudyOnDisk {
  studyId: string;
  wanted: readonly StudyRun[];
  /** The runs that are there, by the one that is wanted. */
  matches: ReadonlyMap<StudyRun, Run>;
  /** All readable runs of the project. */
  runs: readonly Run[];
}

/**
 * Runs that a study has made, that are there and cannot be read, and of which it would train another one, a sentence each.
 * It does not start meanwhile: the result of what it has trained may be lost only until the file is mended.
 */
export async function listUnreadableObstacles(
  project: ProjectFolder,
  { studyId, wanted, matches, runs }: StudyOnDisk,
): Promise<string[]> {
  const unreadable = await findUnreadableRuns(project, studyId, runs);
  return findUnmatched(wanted, matches, unreadable).map(
    (run) =>
      `${describeUnreadable(run)} The study would train it again: make the run readable first, or delete its folder.`,
  );
}
