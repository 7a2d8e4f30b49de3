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

declare module 'chart.js' {
  interface InteractionModeMap {
    nearestOfEach: InteractionModeFunction;
  }
}

/** Where in a rising list of numbers a value lies closest; -1 for an empty list. */
export function nearestIndex(count: number, at: (index: number) => number, value: number): number {
  if (count === 0) return -1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - at(low - 1) < at(low) - value ? low - 1 : low;
}

/** Curves have points of their own each: of every one the point nearest to the pointer's x. */
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
    const index = nearestIndex(data.length, (at) => data[at]?.x ?? 0, x);
    const element = meta.data[index];
    if (element) items.push({ element, datasetIndex, index });
  }
  return items;
};

let done = false;

/** Registers what our charts use of Chart.js, once. */
export function setUpCharts(): void {
  if (done) return;
  done = true;
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
}
