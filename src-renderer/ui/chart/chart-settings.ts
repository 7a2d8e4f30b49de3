import type { AxisRange } from '#chart/axes/axis-range';
import type { ChartLine } from '#chart/lines/chart-line';
import type { EventMark } from './event-marks';
import type { HoverState } from './hover-state.svelte';
import type { TickFormat } from '#chart/axes/tick-labels';
import type { YLimits } from '#chart/axes/y-scale';

/** What a chart of lines is given. Without `onrange` or `onlimits` it keeps the range or the limits itself. */
export interface ChartSettings {
  lines: readonly ChartLine[];
  /** What happened at some x, such as alerts: marks at the upper edge. */
  events?: readonly EventMark[];
  /** The accessible name: what the chart shows. */
  label: string;
  /** What the x axis counts; charts with the same unit share the crosshair. */
  xLabel?: string;
  formatX?: TickFormat;
  /** The x axis counts seconds: its ticks are those of a clock. */
  isTimeAxis?: boolean;
  /** Steps, seconds and examples are counted from zero; values of a metric are not. */
  startsAtZero?: boolean;
  formatY?: (value: number) => string;
  formatTick?: TickFormat;
  logX?: boolean;
  /** A logarithmic y axis is asked for. */
  logY?: boolean;
  /** Why it makes no sense for what is measured: `a cosine can be negative`. */
  linearReason?: string | null;
  /** The largest value that there can be. */
  most?: number | undefined;
  /** The visible part of the x axis; null: all of it. */
  range?: AxisRange | null;
  /** Called at the end of a selection, a zoom or a pan; with null to show all again. */
  onrange?: (range: AxisRange | null) => void;
  /** Limits of the y axis that the user has chosen; null: chosen by the program. */
  limits?: YLimits | null;
  onlimits?: (limits: YLimits | null) => void;
  /** The y axis spans the 1st to the 99th percentile of what is drawn. */
  ignoresOutliers?: boolean;
  /** The state that charts share; without it, all charts of the page share one. */
  hover?: HoverState;
  /** Lines that stand out, beside the one under the pointer; the others are dimmed. */
  highlighted?: ReadonlySet<string> | string | null;
  /** Called when the crosshair was pinned at an x, and with null when it was released. */
  onpin?: (x: number | null) => void;
  /** Called by a click on a line of the legend; without it, the chart hides and shows the line itself. */
  ontoggle?: (key: string) => void;
}
