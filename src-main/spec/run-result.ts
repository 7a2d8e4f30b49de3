import { decidingMetrics, findNamedLoss } from './deciding-loss';
import {
  describeMetric,
  isHeldOut,
  metricNames,
  parseSplitMetric,
  splitMetricName,
} from './metric-catalogue';
import type { MetricSummary, Run } from './run';

type MeasuredRun = Pick<Run, 'spec' | 'metrics' | 'selected'> & Partial<Pick<Run, 'parent'>>;

/** What a table shows of one metric of a run. */
export interface Figure {
  metric: string;
  /** NaN where the latest value is not finite. */
  value: number;
  /** The step that the validation part has chosen; null: the latest value. */
  step: number | null;
}

/**
 * The value of a metric at the step that the validation part has chosen, where it is measured at evaluations; else its
 * latest value. Null where the run has not measured it.
 *
 *     const figure = findFigure(run, 'test/error'); // { metric: 'test/error', value: 0.017, step: 4500 }
 */
export function findFigure({ metrics, selected }: MeasuredRun, metric: string): Figure | null {
  if (selected && isHeldOut(metric)) {
    const value = selected.values[metric];
    return value === undefined ? null : { metric, value, step: selected.step };
  }
  const summary = metrics[metric];
  return summary ? { metric, value: latestValue(summary), step: null } : null;
}

/** The latest value of a metric; NaN where it is not finite. */
export function latestValue({ last, notFiniteAt }: MetricSummary): number {
  return notFiniteAt === undefined ? last : Number.NaN;
}

/**
 * The figure that stands for a run: the level of a curriculum, else what the deciding loss has on the test part, the
 * validation part or in training. Null while nothing is measured.
 */
export function findHeadline(run: MeasuredRun): Figure | null {
  const { spec, selected } = run;
  const metrics = selected
    ? [metricNames.level, onTestPart(selected.metric), selected.metric]
    : [
        metricNames.level,
        ...decidingMetrics(spec, 'test'),
        metricNames.meanBits,
        ...decidingMetrics(spec, 'train'),
      ];
  for (const metric of metrics) {
    const figure = findFigure(run, metric);
    if (figure) return figure;
  }
  return null;
}

/** `test/error/odd` of `validation/error/odd`. */
function onTestPart(metric: string): string {
  const parts = parseSplitMetric(metric);
  return parts ? splitMetricName('test', parts.measure, parts.loss ?? undefined) : metric;
}

/** How numbers are shown. */
export interface FigureFormat {
  value(metric: string, value: number): string;
  step(step: number): string;
}

/** The title of a metric, with the loss that it stands for in the run: `Test error, oddLoss`. */
export function titleInRun(metric: string, run: MeasuredRun): string {
  return describeMetric(metric, { loss: findNamedLoss(metric, [run]) }).title;
}

/** How the step was chosen at which the results of the run are shown, or why none was. */
export function describeChoice(run: MeasuredRun, format: FigureFormat): string {
  const { selected, parent } = run;
  if (!selected)
    return 'Nothing was measured on a validation part, so no step can be chosen: these are the latest values.';
  const { metric, step, value } = selected;
  const title = lowerFirst(titleInRun(metric, run));
  const place =
    step === 0
      ? 'of the untrained model, step 0'
      : step === parent?.step
        ? `of the run that it continues, step ${format.step(step)}`
        : `at step ${format.step(step)}`;
  return `Chosen by the best ${title} (${format.value(metric, value)}), ${place}: test values are those of this step.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
