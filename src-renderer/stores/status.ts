import { metricNames } from '#spec/metric-catalogue';
import type { Run, RunStatus } from '#spec/run';
import { formatNumber } from './format';

export const statusLabels: Record<RunStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** Whether a run waits until the user has done something, such as made room on the disk. */
export function needsHelp({ status, failure }: Run): boolean {
  return status === 'paused' && failure !== null;
}

/** The fraction of the run's steps that are done, 0 to 1. */
export function computeProgress(run: Run): number {
  return Math.min(1, run.step / run.spec.training.steps);
}

/** Steps per second as last measured; null before the first measurement. */
export function readSpeed(run: Run): number | null {
  return run.metrics[metricNames.stepsPerSecond]?.last ?? null;
}

/** Where training has diverged: `diverged at step 25`; null where it has not. */
export function describeDivergence({ failedStep }: Run): string | null {
  return failedStep === null ? null : `diverged at step ${formatNumber(failedStep)}`;
}
