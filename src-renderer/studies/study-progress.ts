import { countCells, listCells, maxStudyRuns } from '#analysis/study-cells';
import { isStudyFinished, listDoneRuns } from '#analysis/study-done';
import { matchStudyRuns } from '#analysis/study-runs';
import type { Experiment } from '#spec/experiment';
import { isElsewhere, type Run } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';

export type StudyStatus = 'draft' | 'running' | 'finished' | 'stopped' | 'failed';

export interface StudyProgress {
  status: StudyStatus;
  /** Runs that have nothing left to do, and those that the study asks for. */
  done: number;
  total: number;
  /** How many of its runs other places train while no program runs the study. */
  elsewhere?: number;
  /** While it runs, what this process says of it. */
  activity: StudyActivity | null;
}

/** Whether runs of a study that no program runs go on when it is started: from a checkpoint, or as they do already elsewhere. */
export function canGoOn(runs: readonly Pick<Run, 'status' | 'step' | 'job'>[]): boolean {
  return runs.some(
    (run) => isElsewhere(run) || (['stopped', 'interrupted'].includes(run.status) && run.step > 0),
  );
}

/**
 * How far a study is: as this process says while it runs it, else by the runs that are there. One that was extended has
 * runs to come, and is stopped until they are made.
 */
export function readProgress(
  study: Study,
  activity: StudyActivity | undefined,
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): StudyProgress {
  if (activity?.isActive) {
    const { done, total } = activity;
    return { status: 'running', done, total, activity };
  }
  const { wanted, matches } = matchStudyRuns(study, runs, models);
  const done = listDoneRuns(study, matches).size;
  // A random search of a few values may find fewer combinations than it asks for.
  const total = countCells(study) > maxStudyRuns ? countCells(study) : listCells(study).length;
  const elsewhere = runs.filter(isElsewhere).length;
  const progress = { done, total, activity: null, ...(elsewhere > 0 && { elsewhere }) };
  if (activity?.failure) return { status: 'failed', ...progress };
  if (matches.size === 0) return { status: 'draft', ...progress };
  const isFinished = done >= total && isStudyFinished(study, wanted, matches);
  return { status: isFinished ? 'finished' : 'stopped', ...progress };
}
