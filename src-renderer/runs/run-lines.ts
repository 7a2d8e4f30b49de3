import type { Run } from '#spec/run';
import { colorToken, type LiveSeries } from '../stores/series.svelte';
import { describeDivergence } from '../stores/status';
import type { ChartLine, EndMark } from '../ui/chart/chart-line';
import { toCurve } from '../ui/chart/to-curve';

/** The line styles of the train, validation and test curves of one run in the same chart. */
const splitStyles: Record<string, { color?: string; dash: number[]; width: number }> = {
  train: { color: '--locked', dash: [], width: 1 },
  validation: { color: '--ink', dash: [5, 3], width: 1.5 },
  test: { dash: [], width: 1.75 },
};

/**
 * Builds the lines of one chart of a run. The run's colour marks the test curve, or the only curve.
 */
export function buildRunLines(
  run: Run,
  metrics: readonly string[],
  series: LiveSeries,
): ChartLine[] {
  return metrics.flatMap((metric): ChartLine[] => {
    const curve = series.get(run.id, metric);
    if (!curve) return [];
    const split = metric.split('/')[0] ?? '';
    const style = metrics.length > 1 ? splitStyles[split] : undefined;
    return [
      {
        key: metric,
        label: split,
        color: style?.color ?? colorToken(run.color),
        dash: style?.dash,
        width: style?.width,
        ...toCurve(curve, curve.raw, curve.raw.step),
        counts: { ...curve.counts, total: curve.total },
        endMark: findEndMark(run),
      },
    ];
  });
}

/**
 * The mark at the end of the curves of a run that has diverged. `readX`: the position of the step on
 * an axis that does not count steps.
 */
export function findEndMark(
  run: Run,
  readX: (step: number) => number = (step) => step,
): EndMark | undefined {
  const label = describeDivergence(run);
  return run.failedStep === null || label === null
    ? undefined
    : { x: readX(run.failedStep), label };
}
