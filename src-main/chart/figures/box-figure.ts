import { quantile, sorted } from '#analysis/statistics/summary';
import type { Chart } from '#spec/comparison';
import { defaultTitle } from '../chart-title';
import type { Figure, FigureLayer, FigureTable } from '../figure';
import { boxOf } from '../values/box';
import { densityOf } from '../values/density';
import { spreadRows } from '../values/spread-rows';
import type { FigureSource } from './figure-source';
import { barHalf, capHalf, levelLayers, reportedLayers } from './value-marks';
import { readRows, type RowValues } from './values-source';

/** Of points beside each other, as a part of the height of a row. */
const spread = 0.25;
/** Points of the outline of a violin. */
const violinPoints = 80;

/** Boxes or violins over the runs of each group, with the runs as dots; null where no run has a value. */
export function buildBoxFigure(
  chart: Extract<Chart, { kind: 'box' }>,
  source: FigureSource,
): Figure | null {
  const rows = readRows(source, chart.field, { scale: chart.scale });
  if (!rows) return null;
  const { lines, x, y, series, notes } = rows;
  const shape = chart.style === 'violin' ? violinLayers : boxLayers;
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x,
        y,
        layers: [
          ...levelLayers(rows),
          ...rows.values.groups.flatMap(({ values }, row) =>
            values.length === 0 ? [] : shape([...sorted(values.map(({ value }) => value))], row),
          ),
          ...rows.values.groups.slice(0, lines.length).map(({ values }, row) =>
            dots(
              values.map(({ value }) => value),
              row,
            ),
          ),
          ...reportedLayers(rows),
        ],
        colorScale: null,
      },
    ],
    columns: 1,
    series,
    notes: [
      chart.style === 'violin'
        ? 'Gaussian kernel density of the runs; dots are single runs.'
        : 'Boxes: quartiles and median; whiskers: the last runs within 1.5 times the distance of the quartiles; dots are single runs.',
      ...notes,
    ],
    table: tableOf(rows),
  };
}

function boxLayers(rising: readonly number[], row: number): FigureLayer[] {
  const { low, quartile1, median, quartile3, high } = boxOf(rising);
  const [below, above] = [row - barHalf, row + barHalf];
  return [
    {
      kind: 'rectangles',
      style: 'outline',
      series: row,
      items: [{ x0: quartile1, x1: quartile3, y0: below, y1: above }],
    },
    {
      kind: 'line',
      role: 'main',
      series: row,
      x: [
        median,
        median,
        NaN,
        low,
        quartile1,
        NaN,
        quartile3,
        high,
        NaN,
        low,
        low,
        NaN,
        high,
        high,
      ],
      y: [
        ...[below, above, NaN, row, row, NaN, row, row, NaN],
        ...[row - capHalf, row + capHalf, NaN, row - capHalf, row + capHalf],
      ],
    },
  ];
}

function violinLayers(rising: readonly number[], row: number): FigureLayer[] {
  const { x, density } = densityOf(rising, violinPoints);
  const most = Math.max(...density);
  const half = density.map((value) => (most > 0 ? (barHalf * value) / most : 0));
  const median = quantile(rising, 0.5);
  return [
    {
      kind: 'area',
      series: row,
      x,
      lower: half.map((height) => row - height),
      upper: half.map((height) => row + height),
    },
    {
      kind: 'line',
      role: 'member',
      series: row,
      x: [...x, ...[...x].reverse(), x[0] ?? NaN],
      y: [
        ...half.map((height) => row - height),
        ...[...half].reverse().map((height) => row + height),
        row - (half[0] ?? 0),
      ],
    },
    {
      kind: 'line',
      role: 'main',
      series: row,
      x: [median, median],
      y: [row - capHalf, row + capHalf],
    },
  ];
}

function dots(values: readonly number[], row: number): FigureLayer {
  const offsets = spreadRows(values.length, spread);
  return {
    kind: 'points',
    series: row,
    marker: 'circle',
    size: 2,
    x: [...values],
    y: values.map((_, index) => row + (offsets[index] ?? 0)),
  };
}

function tableOf({ lines, values }: RowValues): FigureTable {
  return {
    columns: ['group', 'run', 'seed', values.axis.field],
    rows: values.groups.flatMap(({ values: runs }, row) =>
      runs.map(({ run, value }) => [lines[row]?.label ?? '', run.id, run.seed, value]),
    ),
  };
}
