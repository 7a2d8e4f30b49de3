import type { Run } from '#spec/run';
import type { Curve } from '#spec/curves';
import { parseSplitMetric } from '#spec/metric-catalogue';
import { exampleUnit } from '#spec/example-unit';
import { formatNumber } from '#analysis/format-value';
import { describeDivergence } from '#analysis/run-outcome';
import { metricTitle } from '../metric-names';
import type { Ink, LineColors } from '../series-colors';
import type { Ancestor } from './ancestors';
import type { ChartLine, EndMark } from './chart-line';

/** The line styles of the train, validation and test curves of one run in the same chart. */
const splitStyles: Record<string, { ink?: Ink; dash: number[]; width: number }> = {
  train: { ink: 'locked', dash: [], width: 1 },
  validation: { ink: 'ink', dash: [5, 3], width: 1.5 },
  test: { dash: [], width: 1.75 },
};

/**
 * Builds the lines of one chart of a run. The run's colour marks the test curve, or the only curve.
 */
export function buildRunLines(
  run: Run,
  metrics: readonly string[],
  curveOf: (metric: string) => Curve | undefined,
  colors: LineColors,
): ChartLine[] {
  return metrics.flatMap((metric): ChartLine[] => {
    const curve = curveOf(metric);
    if (!curve) return [];
    return [
      {
        key: metric,
        label: labelLine(run, metric),
        ...styleLine(run, metric, metrics, colors),
        ...drawnPoints(curve),
        endMark: findEndMark(run),
      },
    ];
  });
}

function styleLine(
  run: Run,
  metric: string,
  metrics: readonly string[],
  colors: LineColors,
): Pick<ChartLine, 'color' | 'dash' | 'width'> {
  const style = metrics.length > 1 ? splitStyles[metric.split('/')[0] ?? ''] : undefined;
  const color = style?.ink ? colors.ofInk(style.ink) : colors.ofRun(run.color);
  return { color, dash: style?.dash, width: style?.width };
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
  colors: LineColors,
): ChartLine[] {
  return ancestors.flatMap(({ run: ancestor, until }) =>
    metrics.flatMap((metric): ChartLine[] => {
      const curve = curveOf(ancestor.id, metric);
      const points = curve && pointsUntil(curve, until);
      if (!points || points.x.length === 0) return [];
      return [
        {
          key: `${ancestor.id} ${metric}`,
          label: `${labelLine(run, metric)} until ${formatNumber(until)}, ${ancestor.name}`,
          ...styleLine(run, metric, metrics, colors),
          dash: ancestorDash,
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
