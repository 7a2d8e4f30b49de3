import {
  Chart,
  ScatterController,
  type ChartComponentLike,
  type ChartData,
  type Element,
  type ScaleOptions,
} from 'chart.js';
import { setUpCharts } from '../../ui/chart/setup';

/** Something in a chart that can be pointed at: a run, a group, a cell. */
export interface ChartTarget {
  /** What is said of it. */
  text: string;
  /** Key of its group, which stands out everywhere while it is pointed at. */
  key: string | null;
  /** The run that a click selects; null where it stands for several. */
  runId: string | null;
}

/** A dataset of Chart.js, with a target for each of its data. */
export interface TargetDataset extends Record<string, unknown> {
  type: 'scatter' | 'bar' | 'boxplot' | 'violin' | 'matrix';
  data: readonly unknown[];
  targets: readonly ChartTarget[];
}

/** What a chart shows, in the colours of the current theme. */
export interface ChartContent {
  datasets: readonly TargetDataset[];
  scales: Record<'x' | 'y', ScaleOptions<'linear'>>;
  /** Places of the data where they are values only. */
  labels?: readonly number[];
  /** `y`: bars and boxes lie. */
  indexAxis?: 'x' | 'y';
  /** Controllers and elements that the datasets need. */
  parts?: readonly ChartComponentLike[];
  /** Draws below the datasets, above the grid. */
  drawBelow?: (chart: Chart) => void;
  /** Draws above the datasets. */
  drawAbove?: (chart: Chart) => void;
}

/** The place of a target in a chart. */
export interface TargetPlace {
  dataset: number;
  index: number;
}

/** A chart on a canvas. Whoever creates one calls `destroy`. */
export class ValueChart {
  readonly #chart: Chart;
  #content: ChartContent;
  #marked: TargetPlace | null = null;
  readonly #markColor: () => string;

  constructor(canvas: HTMLCanvasElement, content: ChartContent, markColor: () => string) {
    setUpCharts(ScatterController, ...(content.parts ?? []));
    this.#content = content;
    this.#markColor = markColor;
    this.#chart = new Chart(canvas, {
      type: 'scatter',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        layout: { padding: { top: 6, right: 10 } },
      },
      plugins: [
        {
          id: 'content',
          beforeDatasetsDraw: (chart) => this.#content.drawBelow?.(chart),
          afterDatasetsDraw: (chart) => {
            this.#content.drawAbove?.(chart);
            this.#drawMark(chart);
          },
        },
      ],
    });
    this.update(content);
  }

  update(content: ChartContent): void {
    setUpCharts(...(content.parts ?? []));
    this.#content = content;
    this.#marked = null;
    const { options, data } = this.#chart;
    options.scales = content.scales;
    options.indexAxis = content.indexAxis ?? 'x';
    data.labels = [...(content.labels ?? [])];
    data.datasets = content.datasets.map((dataset) => ({
      ...dataset,
      data: [...dataset.data],
    })) as unknown as ChartData['datasets'];
    this.#chart.update('none');
  }

  /** What is at the pointer; null where nothing is. */
  find(event: Event): TargetPlace | null {
    const [found] = this.#chart.getElementsAtEventForMode(
      event,
      'nearest',
      { intersect: true },
      false,
    );
    return found ? { dataset: found.datasetIndex, index: found.index } : null;
  }

  /** Marks what is pointed at. */
  mark(place: TargetPlace | null): void {
    this.#marked = place;
    this.#chart.draw();
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #drawMark(chart: Chart): void {
    const place = this.#marked;
    const element = place && chart.getDatasetMeta(place.dataset).data[place.index];
    if (!element) return;
    const { ctx } = chart;
    ctx.save();
    ctx.strokeStyle = this.#markColor();
    ctx.lineWidth = 1.5;
    strokeAround(ctx, element);
    ctx.restore();
  }
}

/** A rectangle around bars and cells, a circle around points. */
function strokeAround(context: CanvasRenderingContext2D, element: Element): void {
  const { x, y, width, height, base, horizontal } = element as unknown as Record<string, number>;
  if (width === undefined || height === undefined) {
    context.beginPath();
    context.arc(x ?? 0, y ?? 0, 6, 0, 2 * Math.PI);
    context.stroke();
  } else if (base === undefined) {
    context.strokeRect(x ?? 0, y ?? 0, width, height);
  } else if (horizontal) {
    context.strokeRect(Math.min(x ?? 0, base), (y ?? 0) - height / 2, width, height);
  } else {
    context.strokeRect((x ?? 0) - width / 2, Math.min(y ?? 0, base), width, height);
  }
}
