import type { Run } from '#spec/run';
import type { Curve } from '#spec/curves';
import { parseSplitMetric } from '#spec/metric-catalogue';
import { exampleUnit } from '#spec/example-unit';
import { metricTitle } from '#chart/metric-names';
import { describeDivergence } from '#analysis/run-outcome';
import type { ChartLine, EndMark } from '#chart/lines/chart-line';
import { colorToken } from '../ui/series-colors';
import { formatNumber } from '../stores/format';
import type { Ancestor } from './ancestors';

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
  curveOf: (metric: string) => Curve | undefined,
): ChartLine[] {
  return metrics.flatMap((metric): ChartLine[] => {
    const curve = curveOf(metric);
    if (!curve) return [];
    const split = metric.split('/')[0] ?? '';
    const style = metrics.length > 1 ? splitStyles[split] : undefined;
    return [
      {
        key: metric,
        label: labelLine(run, metric),
        color: style?.color ?? colorToken(run.color),
        dash: style?.dash,
        width: style?.width,
        ...drawnPoints(curve),
        endMark: findEndMark(run),
      },
    ];
  });
}

/** `train`, where a chart shows a metric on all splits; else the title of the metric. */
function labelLine(run: Run, metric: string): string {
  const parts = parseSplitMetric(metric);
  return parts ? parts.split : metricTitle(metric, [run], exampleUnit(run.spec?.task));
}

/** Dots, which none of the styles above has. */
const ancestorDash = [2, 3];

/** What a run continues, in the chart of the same metrics: the curves of its ancestors up to the step it continues from. */
export function buildAncestorLines(
  run: Run,
  ancestors: readonly Ancestor[],
  metrics: readonly string[],
  curveOf: (runId: string, metric: string) => Curve | undefined,
): ChartLine[] {
  return ancestors.flatMap(({ run: ancestor, until }) =>
    metrics.flatMap((metric): ChartLine[] => {
      const curve = curveOf(ancestor.id, metric);
      const points = curve && pointsUntil(curve, until);
      if (!points || points.x.length === 0) return [];
      const split = metric.split('/')[0] ?? '';
      const style = metrics.length > 1 ? splitStyles[split] : undefined;
      return [
        {
          key: `${ancestor.id} ${metric}`,
          label: `${labelLine(run, metric)} until ${formatNumber(until)}, ${ancestor.name}`,
          color: style?.color ?? colorToken(run.color),
          dash: ancestorDash,
          width: style?.width,
          ...points,
        },
      ];
    }),
  );
}

/** The part of a curve up to a step, that step included. */
function pointsUntil(
  { x, y, breaks }: Curve,
  until: number,
): Pick<ChartLine, 'x' | 'y' | 'breaks'> {
  const after = x.findIndex((step) => step > until);
  const count = after < 0 ? x.length : after;
  return {
    x: x.subarray(0, count),
    y: y.subarray(0, count),
    breaks: breaks.filter((index) => index < count),
  };
}

/** The points of a line, and how many were measured. */
export function drawnPoints({
  x,
  y,
  breaks,
  total,
  zero,
  negative,
  notFinite,
}: Curve): Pick<ChartLine, 'x' | 'y' | 'breaks' | 'counts'> {
  return { x, y, breaks, counts: { total, zero, negative, notFinite } };
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
