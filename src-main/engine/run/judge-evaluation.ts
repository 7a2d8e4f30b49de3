import { parseSplitMetric } from '#spec/metric-catalogue';
import type { TrainEvent } from '#spec/train-events';
import type { TrainingSession } from './session';
import type { ValidationProgress } from './validation-progress';

/**
 * What an evaluation gives reason to say: that a value is not finite, that the run gets no better, that it ends early.
 * Counts it for early stopping and for the alert.
 */
export function* judgeEvaluation(
  { stopProgress, alertProgress }: Pick<TrainingSession, 'stopProgress' | 'alertProgress'>,
  step: number,
  values: readonly [metric: string, value: number][],
): Generator<TrainEvent, void, void> {
  for (const [metric, value] of values)
    if (!Number.isFinite(value) && parseSplitMetric(metric)?.measure === 'loss')
      yield {
        kind: 'alert',
        alert: 'notFinite',
        step,
        message: `The metric '${metric}' is not a finite number: the weights have grown too large. Lower the learning rate or clip gradients.`,
      };
  // A run that has learned and stays near its best has converged: that is no reason to warn.
  if (alertProgress?.observe(step, values) && !alertProgress.hasConverged)
    yield {
      kind: 'alert',
      alert: 'noProgress',
      step,
      message: `The run makes no progress: ${describeWait(alertProgress)}.`,
    };
  if (stopProgress?.observe(step, values))
    yield {
      kind: 'log',
      level: 'info',
      message: `Stopped early at step ${step.toLocaleString('en')}: ${describeWait(stopProgress)}.`,
    };
}

/** The clause that says since when nothing was better. */
function describeWait(progress: ValidationProgress): string {
  const { best, waited } = progress.state();
  const count =
    waited === 1 ? '1 evaluation' : `${waited.toLocaleString('en')} evaluations in a row`;
  if (!best) return `${count} gave no finite value`;
  const value = Number(best.value.toPrecision(4));
  return `'${best.metric}' was not better than ${value} (step ${best.step.toLocaleString('en')}) for ${count}`;
}
