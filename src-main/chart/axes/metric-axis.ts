import { describeMetric, metricNames, parseUpdatesMetric } from '#spec/metric-catalogue';
import {
  formatCount,
  formatExponent,
  formatMetric,
  formatNumber,
  isFraction,
} from '#analysis/format-value';
import type { TickFormat } from './tick-labels';

/** What a chart needs to know about a metric: how its values and axis ticks are formatted, and its scale. */
export interface AxisFormats {
  formatY: (value: number) => string;
  formatTick: TickFormat;
  /** Why a logarithmic axis makes no sense; null where it does. */
  linearReason: string | null;
  /** The largest value that there can be; left out where there is no such. */
  most?: number | undefined;
}

export function chooseAxisFormats(metric: string): AxisFormats {
  return {
    formatY: (value) => formatMetric(metric, value),
    formatTick: chooseTickFormat(metric),
    linearReason: findLinearReason(metric),
    ...(isFraction(metric) && { most: 1 }),
  };
}

function chooseTickFormat(metric: string): TickFormat {
  if (isFraction(metric))
    return (value, figures = 3) =>
      `${formatNumber(Number((value * 100).toPrecision(figures)), figures)} %`;
  return metric === metricNames.examplesSeen ? formatCount : formatTick;
}

/** Large numbers have an exponent, since an axis has no room for many digits. */
const formatTick: TickFormat = (value, figures = 4) =>
  Math.abs(value) >= 1e6 ? formatExponent(value, figures) : formatNumber(value, figures);

function findLinearReason(metric: string): string | null {
  if (describeMetric(metric).unit === 'cosine') return 'a cosine can be negative';
  if (metric === metricNames.level) return 'levels are counted one by one';
  const isCount = metric === metricNames.examplesSeen || parseUpdatesMetric(metric) !== null;
  return isCount ? 'a count grows by the same amount in each step' : null;
}
