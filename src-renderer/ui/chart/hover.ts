import {
  Interaction,
  Tooltip,
  type Chart,
  type ChartDataset,
  type InteractionItem,
  type InteractionModeFunction,
  type TooltipPositionerFunction,
} from 'chart.js';
import { isBreak, type Point } from './chart-line';
import { findNearestIndex } from './nearest';

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestOfEach: InteractionModeFunction;
  }
  interface TooltipPositionerMap {
    besidePoints: TooltipPositionerFunction<'line'>;
  }
}

/** A line of a chart, as a Chart.js data set. Without a label, the pointer does not find its points. */
export type LineDataset = ChartDataset<'line', Point[]> & {
  /** Follows the value of the last point in the tooltip. */
  endLabel?: string;
  /** The x up to which the value of the last point is shown. */
  reach?: number;
  isSmoothed?: boolean;
};

/** How far beyond the end of a line the pointer still finds its last point, in pixels. */
const reachPixels = 8;
/** A tooltip shows the values of at most so many lines: those nearest to the pointer. */
const maxItems = 12;

const omittedItems = new WeakMap<object, number>();

/** The number of lines that have a point at the pointer and no place in the tooltip. */
export function countOmitted(chart: Chart): number {
  return omittedItems.get(chart) ?? 0;
}

/**
 * The index of the measured point that is nearest to `x` in x; −1 where the line has none there, since it begins
 * later, has ended, or misses points. `tolerance`: how far from its ends the line still counts, in units of x.
 */
export function findMeasuredPoint(
  points: readonly Point[],
  x: number,
  tolerance: number,
  reach = -Infinity,
): number {
  let index = findNearestIndex(points.length, (item) => points[item]?.x ?? 0, x);
  const found = points[index];
  if (!found) return -1;
  // A point that breaks the line has the x of the point after it.
  if (isBreak(found)) index += 1;
  const { x: at } = points[index] ?? found;
  const neighbour = points[x > at ? index + 1 : index - 1];
  const isCovered = neighbour !== undefined && !isBreak(neighbour);
  const end = neighbour === undefined && x > at ? Math.max(at, reach) : at;
  const distance = x > at ? x - end : at - x;
  return isCovered || distance <= tolerance ? index : -1;
}

/**
 * Chart.js interaction mode: of each curve, the measured point nearest to the pointer's x, if it is visible. The
 * built-in mode `index` assumes that all curves have the same x values, which ours do not.
 */
const nearestOfEach: InteractionModeFunction = (chart, event) => {
  const { left, right, bottom } = chart.chartArea;
  const scale = chart.scales['x'];
  if (!scale || event.x === null || event.x < left || event.x > right) return [];
  const x = scale.getValueForPixel(event.x) ?? 0;
  const tolerance = (reachPixels * (scale.max - scale.min)) / (right - left);
  const items: InteractionItem[] = [];
  for (const [datasetIndex, dataset] of chart.data.datasets.entries()) {
    const { data, label, reach } = dataset as LineDataset;
    const meta = chart.getDatasetMeta(datasetIndex);
    if (meta.hidden || label === undefined) continue;
    const index = findMeasuredPoint(data, x, tolerance, reach);
    const at = data[index]?.x;
    const element = meta.data[index];
    if (element && at !== undefined && at >= scale.min && at <= scale.max)
      items.push({ element, datasetIndex, index });
  }
  omittedItems.set(chart, Math.max(0, items.length - maxItems));
  if (items.length <= maxItems) return items;
  const distance = ({ element }: InteractionItem): number =>
    Math.abs((Number.isFinite(element.y) ? element.y : bottom) - (event.y ?? 0));
  return items.sort((a, b) => distance(a) - distance(b)).slice(0, maxItems);
};

/** Beside the mean of the points; at the lower edge where none of them has a place on the y axis. */
const besidePoints: TooltipPositionerFunction<'line'> = function (items) {
  const mean = (values: number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  if (items.length === 0) return false;
  const heights = items.map(({ element }) => element.y).filter(Number.isFinite);
  return {
    x: mean(items.map(({ element }) => element.x)),
    y: heights.length > 0 ? mean(heights) : this.chart.chartArea.bottom,
  };
};

/** Registers both with Chart.js. */
export function registerHover(): void {
  Interaction.modes.nearestOfEach = nearestOfEach;
  Tooltip.positioners.besidePoints = besidePoints;
}
