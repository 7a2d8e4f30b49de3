import type { Chart } from '#spec/comparison';
import { describeLogRefusal, nameOnAxis } from '../axes/field-axis';
import { defaultTitle } from '../chart-title';
import type { Figure, FigurePoints } from '../figure';
import { dashes } from '../lines/line-styles';
import { buildScatter, describeWithout } from '../values/scatter-points';
import { buildFieldFigureAxis } from './figure-axes';
import { seriesOfGroups } from './figure-series';
import type { FigureSource } from './figure-source';

/** Groups of one colour have other dashes in charts of lines, and other shapes here. */
const markers: FigurePoints['marker'][] = ['circle', 'diamond', 'cross'];

/** The runs as points of two fields; null where no run has both. */
export function buildScatterFigure(
  chart: Extract<Chart, { kind: 'scatter' }>,
  { lines }: FigureSource,
): Figure | null {
  const groups = lines.map(({ group }) => group);
  const scales = { x: chart.xScale, y: chart.yScale };
  const { x, y, points, without } = buildScatter(groups, chart.x, chart.y, scales);
  const all = points.reduce((sum, { length }) => sum + length, without);
  if (without === all) return null;
  const notes = [
    describeWithout(without, all, `${nameOnAxis(x)} or ${nameOnAxis(y)}`),
    describeLogRefusal(y),
    describeLogRefusal(x),
  ];
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x: buildFieldFigureAxis(x, 'x'),
        y: buildFieldFigureAxis(y, 'y'),
        layers: points.map((list, series) => ({
          kind: 'points',
          series,
          marker: markerOf(lines[series]?.dash ?? []),
          size: 3,
          x: list.map((point) => point.x),
          y: list.map((point) => point.y),
        })),
        colorScale: null,
      },
    ],
    columns: 1,
    series: seriesOfGroups(lines),
    notes: notes.filter((note) => note !== null),
    table: {
      columns: ['group', 'run', 'seed', chart.x, chart.y === chart.x ? `${chart.y} (y)` : chart.y],
      rows: points.flatMap((list, index) =>
        list.map(({ run, x: atX, y: atY }) => [
          lines[index]?.label ?? '',
          run.id,
          run.seed,
          x.categories.length > 0 ? x.format(atX) : atX,
          y.categories.length > 0 ? y.format(atY) : atY,
        ]),
      ),
    },
  };
}

function markerOf(dash: readonly number[]): FigurePoints['marker'] {
  const index = dashes.findIndex((pattern) => pattern.join(' ') === dash.join(' '));
  return markers[Math.max(0, index) % markers.length] ?? 'circle';
}
