import type { Chart } from '#spec/comparison';
import { countTicks } from '../axes/axis-ticks';
import { buildFieldAxis, describeLogRefusal, nameOnAxis } from '../axes/field-axis';
import { readAxisValue } from '../axes/field-options';
import { defaultTitle } from '../chart-title';
import type { Figure, FigureLayer } from '../figure';
import { countBins } from '../values/histogram-bins';
import { describeWithout } from '../values/scatter-points';
import { buildAxis, buildFieldFigureAxis } from './figure-axes';
import { seriesOfGroups } from './figure-series';
import type { FigureSource } from './figure-source';

/** How many runs have which values, the groups on top of each other; null where no run has one. */
export function buildHistogramFigure(
  chart: Extract<Chart, { kind: 'histogram' }>,
  { lines }: FigureSource,
): Figure | null {
  const { field, scale } = chart;
  const values = lines.map(({ group }) => group.runs.map((run) => readAxisValue(run, field)));
  const axis = buildFieldAxis(field, values.flat(), { scale });
  const bins = countBins(values, axis);
  const totals = bins.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
  const drawn = totals.reduce((sum, total) => sum + total, 0);
  if (drawn === 0) return null;
  const most = Math.max(1, ...totals) * 1.05;
  const all = values.flat().length;
  const notes = [describeWithout(all - drawn, all, nameOnAxis(axis)), describeLogRefusal(axis)];
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x: buildFieldFigureAxis(axis, 'x'),
        y: buildAxis({
          label: 'runs',
          bounds: { min: 0, max: most },
          isLog: false,
          buildTicks: countTicks,
          format: String,
          hasGrid: true,
        }),
        layers: lines.map((_, group): FigureLayer => ({
          kind: 'rectangles',
          style: 'fill',
          series: group,
          items: bins.flatMap(({ from, to, counts }) => {
            const below = counts.slice(0, group).reduce((sum, count) => sum + count, 0);
            const count = counts[group] ?? 0;
            return count > 0 ? [{ x0: from, x1: to, y0: below, y1: below + count }] : [];
          }),
        })),
        colorScale: null,
      },
    ],
    columns: 1,
    series: seriesOfGroups(lines),
    notes: notes.filter((note) => note !== null),
    table: {
      columns: ['group', 'from', 'to', 'runs'],
      rows: lines.flatMap(({ label }, group) =>
        bins.map(({ from, to, counts }) => {
          const ends = axis.kind === 'category' ? [axis.format((from + to) / 2), null] : [from, to];
          return [label, ...ends, counts[group] ?? 0];
        }),
      ),
    },
  };
}
