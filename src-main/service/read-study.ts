import { describeLeftOut } from '#analysis/does-dni-help';
import type { AnswerSurroundings } from '#analysis/study-answer';
import { readStudyResult, type StudyResult } from '#analysis/study-result';
import { findStudyRuns } from '#analysis/study-runs';
import type { Run } from '#spec/run';
import type { Study } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { readStudyEvidence } from './study-evidence';
import { resolveModels } from './study-models';

export interface SavedStudyResult {
  result: StudyResult;
  /** In the order of the axes. */
  runs: Run[];
  surroundings: AnswerSurroundings;
}

/** What the runs of a study say, which may still be on their way. `resources`: the folder of the templates. */
export async function readStudy(
  project: ProjectFolder,
  resources: string,
  content: Study,
): Promise<SavedStudyResult> {
  const { items } = await listSettledRuns(project);
  const { models } = await resolveModels(project, resources, content, items);
  const runs = findStudyRuns(content, items, models).map(({ run }) => run);
  const evidence = await readStudyEvidence(project, content, { runs: items, models });
  const selections = new Map(Object.entries(evidence.selections));
  return {
    result: readStudyResult(content, items, models, selections),
    runs,
    surroundings: {
      isActive: false,
      inTrash: evidence.inTrash.length,
      removed: evidence.removed,
      copies: evidence.copies,
      leftOut: [...evidence.unreadable, ...describeLeftOut(content, models)],
    },
  };
}
