import type { JobRunner, JobRunnerOptions } from '#cluster/job-runner';
import { DiskAccess, linkTargetsFromEnvironment } from '#service/disk-access';
import { newJobRunner as newRunner, ownPlaces } from '#service/place-access';
import { ensureNodeProgram } from '../launch/node-program';
import { root } from './program-paths';

/** Sends runs to the places of the user, with the program of this installation. */
export function newJobRunner(
  listeners: Pick<JobRunnerOptions, 'onRun' | 'onJob' | 'onTrouble'>,
): JobRunner {
  const access = new DiskAccess({ linkTargets: linkTargetsFromEnvironment() });
  const listProgram = () => ensureNodeProgram(root);
  return newRunner(ownPlaces(), access, { ...listeners, listProgram });
}
