import { formatNumber } from './format-value';
import { isEndedAtRung, runStatuses, totalSteps, type Run } from '#spec/run';
import { latestValue } from '#spec/run-result';
import { parseMetricField, readField, type FieldValue, type RunField } from './run-field';

/** Whether a run has come to the end of its training: it has finished, or its loss was not finite. */
export function hasEndedTraining(run: Run): boolean {
  return run.status === 'finished' || hasFailedByLoss(run);
}

/** Whether the run has ended by itself before its last step. */
export function hasFinishedEarly(run: Run): boolean {
  return run.status === 'finished' && run.step < totalSteps(run);
}

/** All that `statusWords` can give. */
export const allStatusWords: readonly string[] = [
  ...runStatuses,
  'finished early',
  'stopped early',
];

/**
 * The words that stand for the status of a run in filters, those of the table in lower case. A run that was stopped at a
 * rung of its study is `stopped early`, and not `finished`; one that has ended by itself before its last step is both
 * `finished` and `finished early`.
 */
export function statusWords(run: Run): string[] {
  if (isEndedAtRung(run)) return ['stopped early'];
  return hasFinishedEarly(run) ? [run.status, 'finished early'] : [run.status];
}

/** How a run has ended or what it does, in one word or two: `finished`, `finished early`, `stopped early`. */
export function describeStatus(run: Run): string {
  return statusWords(run).at(-1) ?? run.status;
}

/** Whether training has ended because the loss was not finite. */
function hasFailedByLoss({ status, failedStep }: Run): boolean {
  return status === 'failed' && failedStep !== null;
}

/** Whether a run has diverged: its loss was not finite, or the latest value of the metric is not. */
export function hasDiverged(run: Run, metric: string): boolean {
  const summary = run.metrics[metric];
  return hasFailedByLoss(run) || (summary !== undefined && !Number.isFinite(latestValue(summary)));
}

/**
 * The value with which a run counts for the mean of its group. A metric of a run that has diverged is NaN, however good an
 * earlier value was: a mean of the lucky steps of such runs would flatter their group.
 */
export function readOutcome(run: Run, field: RunField): FieldValue {
  const metric = parseMetricField(field)?.metric;
  return metric !== undefined && hasDiverged(run, metric) ? Number.NaN : readField(run, field);
}

/** Where training has diverged: `diverged at step 25`; null where it has not. */
export function describeDivergence({ failedStep }: Run): string | null {
  return failedStep === null ? null : `diverged at step ${formatNumber(failedStep)}`;
}
