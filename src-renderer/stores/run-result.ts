import { metricNames } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { describeChoice, type Figure } from '#spec/run-result';
import { formatMetric, formatNumber } from './format';

/** The step that validation chose for the results of the run, as a sentence, or why they are the latest values. */
export function explainChoice(run: Run): string {
  return describeChoice(run, { value: formatMetric, step: formatNumber });
}

/** How a figure of the run was picked. */
export function explainFigure(run: Run, { metric }: Pick<Figure, 'metric'>): string {
  return metric === metricNames.level
    ? 'The largest level solved so far: it never falls.'
    : explainChoice(run);
}

/**
 * `last`: the figure is the latest value for want of a validation part; `untrained`: no step was better than none;
 * `of its parent`: no step of a continued run was better than the one that it continues.
 */
export function qualifyFigure(
  { metric, step }: Pick<Figure, 'metric' | 'step'>,
  { parent }: Pick<Run, 'parent'>,
): string | null {
  if (step === 0) return 'untrained';
  if (step !== null && step === parent?.step) return 'of its parent';
  return step === null && metric !== metricNames.level ? 'last' : null;
}

/** `1.69 %`; `no number` where the latest value is not finite. */
export function formatFigure({ metric, value }: Pick<Figure, 'metric' | 'value'>): string {
  return Number.isFinite(value) ? formatMetric(metric, value) : 'no number';
}
