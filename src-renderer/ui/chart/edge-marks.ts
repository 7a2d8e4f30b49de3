import type { Chart, Plugin } from 'chart.js';
import { isDrawable, type Curve, type Point } from './chart-line';

/** The points of one curve that have no place on the y axis. */
export interface EdgeMarks {
  color: string;
  /** Points that are too low for a logarithmic axis: short ticks. */
  below: readonly number[];
  /** Points whose value is not finite: crosses. */
  notFinite: readonly number[];
}

const marksByChart = new WeakMap<object, readonly EdgeMarks[]>();

/** Sets what the plugin draws along the lower edge of a chart. */
export function setEdgeMarks(chart: Chart<'line', Point[]>, marks: readonly EdgeMarks[]): void {
  marksByChart.set(chart, marks);
}

/** Finds the points of a curve that the axis cannot show. */
export function findEdgeMarks({ x, y }: Curve, isLog: boolean, color: string): EdgeMarks {
  const select = (matches: (value: number) => boolean): number[] =>
    x.filter((_, index) => matches(y[index] ?? NaN));
  return {
    color,
    below: isLog ? select((value) => Number.isFinite(value) && !isDrawable(value, true)) : [],
    notFinite: select((value) => !Number.isFinite(value)),
  };
}

const markHeight = 5;
/** Curves whose marks stand above one another; those of further curves cover them. */
const rows = 4;

/** A Chart.js plugin that marks points without a place on the y axis along the lower edge, each at its x. */
export const edgeMarksPlugin: Plugin<'line'> = {
  id: 'edgeMarks',
  afterDatasetsDraw(chart) {
    const marks = marksByChart.get(chart) ?? [];
    const xScale = chart.scales['x'];
    if (!xScale || marks.length === 0) return;
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.lineWidth = 1;
    for (const [index, { color, below, notFinite }] of marks.entries()) {
      const bottom = chartArea.bottom - 1 - (index % rows) * (markHeight + 1);
      ctx.strokeStyle = color;
      ctx.beginPath();
      for (const x of visiblePixels(below, xScale)) {
        ctx.moveTo(x, bottom);
        ctx.lineTo(x, bottom - markHeight);
      }
      ctx.stroke();
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      for (const x of visiblePixels(notFinite, xScale)) {
        const half = markHeight / 2;
        ctx.moveTo(x - half, bottom);
        ctx.lineTo(x + half, bottom - markHeight);
        ctx.moveTo(x - half, bottom - markHeight);
        ctx.lineTo(x + half, bottom);
      }
      ctx.stroke();
      ctx.lineWidth = 1;
    }
    ctx.restore();
  },
};

/** The pixel of each visible x, in the middle of a pixel so that ticks are sharp, and each pixel once. */
function visiblePixels(
  values: readonly number[],
  scale: { min: number; max: number; getPixelForValue(value: number): number },
): Set<number> {
  const visible = values.filter((x) => x >= scale.min && x <= scale.max);
  return new Set(visible.map((x) => Math.round(scale.getPixelForValue(x)) + 0.5));
}
