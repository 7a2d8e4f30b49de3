import type { ScaleOptions } from 'chart.js';
import type { Bounds } from '#chart/axes/axis-bounds';
import { chooseXTicks, linearTicks, logTicks } from '#chart/axes/axis-ticks';
import type { BuildTicks } from '#chart/axes/field-ticks';
import type { ResolveColor } from './drawn-lines';
import { formatTicks, type TickFormat } from '#chart/axes/tick-labels';
import type { YScale } from '#chart/axes/y-scale';

export interface AxisSettings {
  scale: YScale;
  /** The ends of the x axis. */
  xBounds: Bounds;
  logX: boolean;
  xLabel: string;
  formatX: TickFormat;
  /** The x axis counts seconds: its ticks are those of a clock. */
  isTimeAxis: boolean;
  /** The x axis counts something, from zero. */
  startsAtZero: boolean;
  formatTick: TickFormat;
}

/** Colours and font of any axis. */
export const axisStyle = (resolve: ResolveColor): Record<'border' | 'grid' | 'ticks', object> => ({
  border: { color: resolve('--line-strong') },
  grid: { color: resolve('--line'), tickLength: 4 },
  ticks: {
    color: resolve('--ink-faint'),
    font: { size: 11 },
    padding: 4,
    autoSkip: false,
    maxRotation: 0,
  },
});

/** Labels ticks together, so that no two of them are equal, and once: Chart.js asks for one label after the other. */
export function labelTicks(format: TickFormat) {
  let labelled: readonly { value: number }[] | null = null;
  let labels: string[] = [];
  return (_: unknown, index: number, ticks: readonly { value: number }[]): string | undefined => {
    if (ticks !== labelled)
      labels = formatTicks(
        ticks.map(({ value }) => value),
        format,
      );
    labelled = ticks;
    return labels[index];
  };
}

/** An axis with given ends and ticks: Chart.js chooses neither. */
export function fixedAxis(bounds: Bounds, isLog: boolean, buildTicks: BuildTicks): object {
  return {
    type: isLog ? 'logarithmic' : 'linear',
    bounds: 'data',
    ...bounds,
    afterBuildTicks: (scale: { min: number; max: number; ticks: { value: number }[] }) => {
      scale.ticks = buildTicks(scale.min, scale.max).map((value) => ({ value }));
    },
  };
}

export function buildXAxis(settings: AxisSettings, resolve: ResolveColor): ScaleOptions<'linear'> {
  const style = axisStyle(resolve);
  const { xBounds, logX, xLabel, formatX } = settings;
  return {
    ...style,
    ...fixedAxis(xBounds, logX, chooseXTicks(settings)),
    grid: { ...style.grid, drawOnChartArea: false },
    // Where labels of an x axis have no room, as those of a clock in a narrow chart, Chart.js leaves out some.
    ticks: { ...style.ticks, autoSkip: true, callback: labelTicks(formatX) },
    title: {
      display: true,
      text: logX ? `${xLabel}, log axis` : xLabel,
      align: 'end',
      padding: 0,
      color: resolve('--ink-faint'),
      font: { size: 11 },
    },
  } as ScaleOptions<'linear'>;
}

export function buildYAxis(
  { scale: { isLog, bounds }, formatTick }: AxisSettings,
  resolve: ResolveColor,
): ScaleOptions<'linear'> {
  const style = axisStyle(resolve);
  return {
    ...style,
    // Without a value, the axis would count from 0 to 1.
    ...fixedAxis(bounds ?? { min: 0, max: 1 }, isLog, isLog ? logTicks : linearTicks),
    border: { display: false },
    ticks: { ...style.ticks, display: bounds !== null, callback: labelTicks(formatTick) },
  } as ScaleOptions<'linear'>;
}
