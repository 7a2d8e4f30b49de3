import { fieldTitle } from '#analysis/run-field';
import type { Chart } from '#spec/comparison';
import { linearTicks, logTicks } from '../axes/axis-ticks';
import { formatFieldValue } from '../axes/field-options';
import { defaultTitle } from '../chart-title';
import type { Figure, FigureColorScale } from '../figure';
import { buildHeatMap, type HeatMap } from '../values/heat-cells';
import { heatPaperColor } from '../values/heat-colors';
import { buildFieldFigureAxis, labelTicks } from './figure-axes';
import type { FigureSource } from './figure-source';

type HeatmapChart = Extract<Chart, { kind: 'heatmap' }>;

/** Colours of the colour scale. */
const stops = 16;
/** Of a cell without a mean. */
const emptyColor = '#eceef2';

/** Means of a value over two settings; null where there is none. */
export function buildHeatmapFigure(chart: HeatmapChart, { lines }: FigureSource): Figure | null {
  const { value: field, scale } = chart;
  const runs = lines.flatMap(({ group }) => group.runs);
  const map = buildHeatMap(runs, chart.x, chart.y, field, scale);
  const { cells, colors } = map;
  if (colors.range === null) return null;
  const notes = [
    'Each cell has its mean and the number of its runs.',
    colors.logRefusal === null ? null : `The colours stay linear: ${colors.logRefusal}.`,
  ];
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x: buildFieldFigureAxis(map.x, 'x'),
        y: buildFieldFigureAxis(map.y, 'y'),
        layers: [
          {
            kind: 'rectangles',
            style: 'fill',
            series: null,
            items: cells.map(({ x, y, mean, n }) => ({
              x0: x - 0.5,
              x1: x + 0.5,
              y0: y - 0.5,
              y1: y + 0.5,
              color: mean === null ? emptyColor : heatPaperColor(colors.strengthOf(mean)),
              text: mean === null ? '–' : `${formatFieldValue(field, mean)}\nn ${n}`,
            })),
          },
        ],
        colorScale: buildColorScale(map, colors.range, field),
      },
    ],
    columns: 1,
    series: [],
    notes: notes.filter((note) => note !== null),
    table: {
      columns: [chart.x, chart.y, `mean of ${field}`, 'n'],
      rows: cells.map(({ x, y, mean, n }) => [map.x.format(x), map.y.format(y), mean, n]),
    },
  };
}

function buildColorScale(
  { colors: { isLog, strengthOf } }: HeatMap,
  { pale, strong }: { pale: number; strong: number },
  field: string,
): FigureColorScale {
  const [low, high] = spread(Math.min(pale, strong), Math.max(pale, strong));
  const at = (part: number): number =>
    isLog ? low ** (1 - part) * high ** part : low * (1 - part) + high * part;
  const values = Array.from({ length: stops }, (_, index) => at(index / (stops - 1)));
  const ticks = pale === strong ? [pale] : (isLog ? logTicks : linearTicks)(low, high);
  return {
    label: fieldTitle(field),
    isLog,
    stops: values.map((value) => ({ value, color: heatPaperColor(strengthOf(value)) })),
    ticks: labelTicks(ticks, (value) => formatFieldValue(field, value)),
  };
}

/** The ends of a scale, which are never equal: a single value stands in its middle. */
function spread(low: number, high: number): [low: number, high: number] {
  if (low !== high) return [low, high];
  const half = Math.abs(low) / 2 || 1;
  return [low - half, low + half];
}
