import { countNoun } from '#spec/count-noun';
import { describeStatus, hasFinishedEarly } from '#analysis/run-outcome';
import { capitalize } from '#spec/letter-case';
import { metricNames } from '#spec/metric-catalogue';
import { isEndedAtRung, totalSteps, type Run, type RunStatus } from '#spec/run';
import { formatDuration, formatNumber } from './format';

export const statusLabels: Record<RunStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** `Finished`, `Finished early`, or `Stopped early` where its study has done that. */
export function statusLabel(run: Run): string {
  return capitalize(describeStatus(run));
}

/** Why the run has ended before its last step; null where it has not. */
export function explainEarlyEnd(run: Run): string | null {
  if (!run.spec || !hasFinishedEarly(run)) return null;
  const { steps, maxSeconds, stopEarly } = run.spec.training;
  if (isEndedAtRung(run))
    return `Stopped at step ${formatNumber(run.step)} of ${formatNumber(steps)} by its study, at a rung of successive halving. It goes on if the study or you resume it.`;
  const place = `Ended at step ${formatNumber(run.step)} of ${formatNumber(steps)}`;
  if (maxSeconds !== undefined && run.seconds >= maxSeconds)
    return `${place}: its ${formatDuration(maxSeconds)} of training time were over.`;
  if (!stopEarly) return `${place}.`;
  const { patience } = stopEarly;
  const evaluations = `${countNoun(patience, 'evaluation')}${patience === 1 ? '' : ' in a row'}`;
  return `${place}: nothing on the validation part got better for ${evaluations}.`;
}

/** Whether a run waits until the user has done something, such as made room on the disk. */
export function needsHelp({ status, failure }: Run): boolean {
  return status === 'paused' && failure !== null;
}

/** The fraction of the run's steps that are done, 0 to 1. */
export function computeProgress(run: Run): number {
  return run.step === 0 ? 0 : Math.min(1, run.step / totalSteps(run));
}

/** Steps per second as last measured; null before the first measurement. */
export function readSpeed(run: Run): number | null {
  return run.metrics[metricNames.stepsPerSecond]?.last ?? null;
}
