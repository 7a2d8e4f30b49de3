import type { Run } from '#spec/run';
import { formatCount, formatMetric, formatNumber, isFraction } from '../stores/format';
import type { SeriesWatch } from '../stores/series.svelte';
import { colorToken } from '../stores/series.svelte';
import type { ChartLine } from '../ui/chart/line-chart';
import type { TickFormat } from '../ui/chart/tick-labels';

/** How the three parts of the data look where one run's curves stand together. */
const splitLooks: Record<string, { color?: string; dash: number[]; width: number }> = {
  train: { color: '--locked', dash: [], width: 1 },
  validation: { color: '--ink', dash: [5, 3], width: 1.5 },
  test: { dash: [], width: 1.75 },
};

/** The lines of one card of a run: its own colour for what counts, ink for what stands beside it. */
export function linesOfRun(run: Run, metrics: readonly string[], watch: SeriesWatch): ChartLine[] {
  return metrics.flatMap((metric): ChartLine[] => {
    const curve = watch.get(run.id, metric)?.raw;
    if (!curve) return [];
    const split = metric.split('/')[0] ?? '';
    const look = metrics.length > 1 ? splitLooks[split] : undefined;
    return [
      {
        key: metric,
        label: split,
        color: look?.color ?? colorToken(run.color),
        dash: look?.dash,
        width: look?.width,
        x: curve.step,
        y: curve.value,
      },
    ];
  });
}

/** How the values and the ticks of a metric's axis are written. */
export function formatsOf(metric: string): {
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
