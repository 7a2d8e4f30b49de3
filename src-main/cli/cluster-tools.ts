import type { JobRunner, JobRunnerOptions } from '#cluster/job-runner';
import { newJobRunner as newRunner, ownPlaces } from '#service/place-access';
import { ensureNodeProgram } from '../launch/node-program';
import { root } from './program-paths';

/** Sends runs to the places of the user, with the program of this installation. */
export function newJobRunner(
  listeners: Pick<JobRunnerOptions, 'onRun' | 'onJob' | 'onTrouble'>,
): JobRunner {
  return newRunner(ownPlaces(), { ...listeners, listProgram: () => ensureNodeProgram(root) });
}
