import type { Run } from '#spec/run';
import { formatCount, formatMetric, formatNumber, isFraction } from '../stores/format';
import { colorToken, type LiveSeries } from '../stores/series.svelte';
import type { ChartLine } from '../ui/chart/line-chart';
import type { TickFormat } from '../ui/chart/tick-labels';

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
    const curve = series.get(run.id, metric)?.raw;
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
        x: curve.step,
        y: curve.value,
      },
    ];
  });
}

/** Chooses how the values and the axis ticks of a metric are formatted. */
export function chooseAxisFormats(metric: string): {
  formatY: (value: number) => string;
  formatTick: TickFormat;
} {
  return {
    formatY: (value) => formatMetric(metric, value),
    formatTick: isFraction(metric)
      ? (value, figures = 3) => `${Number((value * 100).toPrecision(figures))} %`
      : metric === 'speed/examples-seen'
        ? formatCount
        : formatNumber,
  };
}
