import {
  assertTrained,
  isEndedAtRung,
  type Run,
  type StudyPlace,
  type TrainedRun,
} from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import type { Attempt } from './attempt';
import { chooseCheckpoints } from './choose-checkpoints';
import { experimentToResume, type ResumeRequest } from './resume';
import { assertNotForeign, claimRun, readOwnedRun } from './run-owner';

/**
 * Takes the lock of a run that has ended, to go on with it in this process. `recorded`: as it is now. Throws as
 * `RunManager.resume`.
 */
export async function prepareNextAttempt(
  project: ProjectFolder,
  recorded: Run,
  request: ResumeRequest,
): Promise<Attempt> {
  assertTrained(recorded, 'be resumed');
  await assertNotForeign(project, recorded, 'resumed');
  experimentToResume(recorded, request);
  const lock = await claimRun(project, recorded.id, 'resumed');
  try {
    // Another program may have trained the run since it was read.
    const previous = await readOwnedRun(project, recorded.id);
    assertTrained(previous, 'be resumed');
    const { steps } = await chooseCheckpoints(
      runDirectory(project, previous.id),
      request.from,
      previous.parent?.step,
    );
    // After a kill a checkpoint may be newer than the step in the run's file.
    const from = request.from ?? Math.max(previous.step, steps[0] ?? 0);
    const spec = experimentToResume(previous, { ...request, from });
    const run: TrainedRun = {
      ...previous,
      // A job that has trained it before does so no more.
      job: undefined,
      spec,
      status: 'queued',
      pid: process.pid,
      step: steps[0] ?? previous.parent?.step ?? 0,
      study: request.study ?? withoutPassedRung(previous),
      ended: null,
      failure: null,
      failedStep: null,
    };
    const { from: chosen, acceptOtherData } = request;
    return { project, run, lock, previous, from: chosen, acceptOtherData };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A user who resumes a run that has ended at a rung of its study wants it to go on to its last step. */
function withoutPassedRung(run: Run): StudyPlace | null {
  return run.study && isEndedAtRung(run) ? { ...run.study, until: undefined } : run.study;
}
