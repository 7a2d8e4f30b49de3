import { countCells, listCells, maxStudyRuns } from '#analysis/study-cells';
import { findStudyRuns, isRunDone } from '#analysis/study-runs';
import type { Experiment } from '#spec/experiment';
import { isEnded, type Run } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';

export type StudyStatus = 'draft' | 'running' | 'finished' | 'stopped' | 'failed';

export interface StudyProgress {
  status: StudyStatus;
  /** Runs that have nothing left to do, and those that the study asks for. */
  done: number;
  total: number;
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
  if (activity?.isActive) return { status: 'running', done: activity.done, total: activity.total };
  const found = findStudyRuns(study, runs, models);
  // Successive halving ends most runs before the last of their steps.
  const done = found.filter(({ cell, run }) =>
    isRunDone(run, (study.halving ? run : cell).spec.training.steps),
  );
  // A random search of a few values may find fewer combinations than it asks for.
  const total = countCells(study) > maxStudyRuns ? countCells(study) : listCells(study).length;
  const progress = { done: done.length, total };
  if (activity?.failure) return { status: 'failed', ...progress };
  if (found.length === 0) return { status: 'draft', ...progress };
  const isFinished =
    done.length >= total &&
    isHalvingOver(
      study,
      found.map(({ run }) => run),
    );
  return { status: isFinished ? 'finished' : 'stopped', ...progress };
}

/** Runs that successive halving has stopped early have nothing left to do; the best ones train to the last rung. */
function isHalvingOver({ halving }: Study, runs: readonly Run[]): boolean {
  const last = halving?.rungs.at(-1);
  return (
    last === undefined || runs.some(({ step, failedStep }) => step >= last || failedStep !== null)
  );
}

/** The part of a run after which its pace tells something: before, most of the time is that of loading and compiling. */
const leastPart = 0.1;

/**
 * The seconds until the runs of a study have ended, at the mean pace of its runs so far, with as many at a time as train
 * now; null while none has come far enough to tell. `total` runs of `steps` each; runs that have ended early count as
 * ended.
 */
export function estimateSecondsLeft(
  runs: readonly Run[],
  { total, steps }: { total: number; steps: number },
): number | null {
  const telling = runs.filter(({ step }) => step >= leastPart * steps && step > 0);
  const seconds = telling.reduce((sum, run) => sum + run.seconds, 0);
  const done = telling.reduce((sum, run) => sum + run.step, 0);
  if (done === 0 || seconds === 0) return null;
  const active = runs.filter(({ status }) => !isEnded(status));
  const begun = active.reduce((sum, run) => sum + run.spec.training.steps - run.step, 0);
  const left = begun + Math.max(0, total - runs.length) * steps;
  const atOnce = Math.max(1, active.filter(({ status }) => status === 'running').length);
  return (left * seconds) / done / atOnce;
}
