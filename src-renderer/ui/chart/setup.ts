import {
  Chart,
  Interaction,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type InteractionItem,
  type InteractionModeFunction,
} from 'chart.js';
import zoom from 'chartjs-plugin-zoom';
import { findNearestIndex } from './nearest';

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestOfEach: InteractionModeFunction;
  }
}

/**
 * Chart.js interaction mode: of each curve, the point nearest to the pointer's x. The built-in mode
 * `index` assumes that all curves have the same x values, which ours do not.
 */
const nearestOfEach: InteractionModeFunction = (chart, event) => {
  const items: InteractionItem[] = [];
  const { left, right } = chart.chartArea;
  if (event.x === null || event.x < left || event.x > right) return items;
  const x = chart.scales['x']?.getValueForPixel(event.x);
  if (x === undefined) return items;
  for (const [datasetIndex, dataset] of chart.data.datasets.entries()) {
    const meta = chart.getDatasetMeta(datasetIndex);
    const data = dataset.data as { x: number; y: number }[];
    if (meta.hidden || dataset.label === undefined) continue;
    const index = findNearestIndex(data.length, (item) => data[item]?.x ?? 0, x);
    const element = meta.data[index];
    if (element) items.push({ element, datasetIndex, index });
  }
  return items;
};

let isRegistered = false;

/** Registers the parts of Chart.js that the charts use, once. */
export function setUpCharts(): void {
  if (isRegistered) return;
  isRegistered = true;
  Chart.register(
    LineController,
    LineElement,
    PointElement,
    LinearScale,
    LogarithmicScale,
    Tooltip,
    zoom,
  );
  Interaction.modes.nearestOfEach = nearestOfEach;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
}
