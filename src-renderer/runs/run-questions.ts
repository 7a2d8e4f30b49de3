import type { Checkpoint } from '#api/types';
import { isEnded, totalSteps, type Run, type TrainedRun } from '#spec/run';
import { formatNumber } from '../stores/format';

/** Whether the run can be resumed: where it waits, and where it has ended with steps left to do. */
export function canResume(run: Run): boolean {
  return run.status === 'paused' || (isEnded(run.status) && run.step < totalSteps(run));
}

/** Whether an ended run can be resumed from the checkpoint of a step: no other run may change them. */
export function canResumeFrom({ status, spec }: TrainedRun, step: number): boolean {
  return isEnded(status) && step < spec.training.steps;
}

/**
 * What resuming the run from the checkpoint of `step` removes, as a question; null where it removes
 * nothing.
 */
export function askToResumeFrom(
  run: Run,
  checkpoints: readonly Checkpoint[],
  step: number,
): string | null {
  const later = checkpoints.filter((checkpoint) => checkpoint.step > step).length;
  if (later === 0 && run.step <= step) return null;
  const removed = [
    ...(later > 0 ? [later === 1 ? 'the later checkpoint' : `the ${later} later checkpoints`] : []),
    `the curves after step ${formatNumber(step)}`,
  ];
  return `Resume '${run.name}' from step ${formatNumber(step)}? This removes ${removed.join(' and ')}, once training goes on.`;
}
