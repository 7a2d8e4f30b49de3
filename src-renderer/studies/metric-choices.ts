import { decidingMetrics } from '#spec/deciding-loss';
import type { Experiment } from '#spec/experiment';
import { metricNames, parseSplitMetric } from '#spec/metric-catalogue';
import type { Run } from '#spec/run';
import { isComparable, listMetrics, metricTitle, sortMetrics } from '#chart/metric-names';

/** The metrics that a study of these models can ask for: what its runs have measured, or will measure. */
export function listMetricChoices(
  specs: readonly Experiment[],
  runs: readonly Run[],
): { value: string; label: string }[] {
  const expected = specs.flatMap((spec) =>
    (['test', 'validation', 'train'] as const).flatMap((split) => decidingMetrics(spec, split)),
  );
  const measured = listMetrics(runs).filter(isComparable);
  const metrics = measured.length > 0 ? measured : [...expected, metricNames.stepsPerSecond];
  return sortMetrics(metrics).map((value) => ({ value, label: metricTitle(value, runs) }));
}

/** Those that may choose a step: a test value that was chosen on the test part would be too good. */
export function isSelecting(metric: string): boolean {
  return parseSplitMetric(metric)?.split === 'validation';
}
