import {
  buildInSteps,
  findDeletedRuns,
  findRemovedRuns,
  findStudyRuns,
} from '#analysis/study-runs';
import { inTurns } from '#files/take-turn';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Study, StudyEvidence } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { readTrashedRuns } from '#storage/run-trash';
import { findUnreadableRuns, readMadeRuns } from '#storage/study-record';
import { describeUnreadable } from '#storage/versioned-json';
import { readStudySelections } from '#training/study-selections';

/** What the answer of a study is read from beside the list of runs. `runs`: all of the project. */
export async function readStudyEvidence(
  project: ProjectFolder,
  study: Study,
  { runs, models }: { runs: readonly Run[]; models: ReadonlyMap<string, Experiment> },
): Promise<StudyEvidence> {
  await inTurns(buildInSteps(study, runs, models));
  const own = findStudyRuns(study, runs, models).map(({ run }) => run);
  const selections = await readStudySelections(project, study, own);
  const trashed = (await readTrashedRuns(project)).filter(({ run }) => run.study?.id === study.id);
  const trashedRuns = trashed.map(({ run }) => run);
  const deleted = new Set(findDeletedRuns(study, runs, trashedRuns, models));
  const unreadable = await findUnreadableRuns(project, study.id, runs);
  const hidden = new Set(unreadable.map(({ runId }) => runId));
  const made = (await readMadeRuns(project, study.id)).filter(({ runId }) => !hidden.has(runId));
  return {
    selections: Object.fromEntries(selections),
    inTrash: trashed.flatMap(({ trashId, run }) =>
      deleted.has(run) ? [{ trashId, runId: run.id }] : [],
    ),
    removed: findRemovedRuns(study, { runs, trashed: trashedRuns, models }, made).length,
    copies: runs.flatMap(({ id, copyOf }) => (copyOf?.studyId === study.id ? [id] : [])),
    unreadable: unreadable.map(describeUnreadable),
  };
}
