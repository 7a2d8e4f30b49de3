import { intervalName } from '#analysis/interval-name';
import type { Chart } from '#spec/comparison';
import { defaultTitle } from '../chart-title';
import type { Figure, FigureLayer, FigureTable } from '../figure';
import { coverIntervals, describeCutIntervals } from '../values/group-values';
import { spreadRows } from '../values/spread-rows';
import type { FigureSource } from './figure-source';
import { barHalf, levelLayers, meanLayers, reportedLayers } from './value-marks';
import { readRows, type RowValues } from './values-source';

type BarsChart = Extract<Chart, { kind: 'bars' }>;

/** The mean of each group with its interval and the values of its runs; null where no run has a value. */
export function buildMeansFigure(chart: BarsChart, source: FigureSource): Figure | null {
  const { field, style, scale } = chart;
  const fromZero = style === 'bars';
  const rows = readRows(source, field, { scale, fromZero, widen: coverIntervals });
  if (!rows) return null;
  const { lines, values, x, y, series, notes } = rows;
  const cut = describeCutIntervals(values);
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x,
        y,
        layers: [
          ...(fromZero ? barsOf(rows) : []),
          ...levelLayers(rows),
          ...valuesOf(rows),
          ...values.groups.slice(0, lines.length).flatMap(meanLayers),
          ...reportedLayers(rows),
        ],
        colorScale: null,
      },
    ],
    columns: 1,
    series,
    notes: [
      `Each mean has its ${intervalName('t')}; dots are single runs.`,
      ...notes,
      ...(cut === null ? [] : [cut]),
    ],
    table: tableOf(rows),
  };
}

function barsOf({ values, lines }: RowValues): FigureLayer[] {
  return values.groups.slice(0, lines.length).flatMap(({ mean }, row): FigureLayer[] =>
    mean === null
      ? []
      : [
          {
            kind: 'rectangles',
            style: 'light',
            series: row,
            items: [
              {
                x0: Math.min(0, mean),
                x1: Math.max(0, mean),
                y0: row - barHalf,
                y1: row + barHalf,
              },
            ],
          },
        ],
  );
}

function valuesOf({ values, lines }: RowValues): FigureLayer[] {
  return values.groups.slice(0, lines.length).map(({ values: runs }, row): FigureLayer => {
    const offsets = spreadRows(runs.length);
    return {
      kind: 'points',
      series: row,
      marker: 'circle',
      size: 2,
      x: runs.map(({ value }) => value),
      y: runs.map((_, index) => row + (offsets[index] ?? 0)),
    };
  });
}

function tableOf({ series, values }: RowValues): FigureTable {
  return {
    columns: ['group', 'run', 'seed', values.axis.field, 'lower', 'upper', 'n'],
    rows: values.groups.flatMap(({ mean, interval, values: runs }, row) => {
      const label = series[row]?.label ?? '';
      const ends = [interval?.low ?? null, interval?.high ?? null];
      return [
        [
          label,
          series[row]?.isReference ? 'reported' : 'mean',
          null,
          mean,
          ...ends,
          runs.length || null,
        ],
        ...runs.map(({ run, value }) => [label, run.id, run.seed, value, null, null, null]),
      ];
    }),
  };
}
