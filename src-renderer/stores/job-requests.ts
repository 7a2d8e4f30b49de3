import type { JobRequest } from '#spec/job';
import { isEnded, type RunStatus } from '#spec/run';

/** Whether a run is as it was asked to be. */
export function isAnswered(request: JobRequest, status: RunStatus): boolean {
  if (request === 'pause') return status === 'paused';
  if (request === 'resume') return status === 'running';
  return isEnded(status);
}
