import type { Chart } from '#spec/comparison';
import { fractionOf } from '../axes/field-axis';
import { spaceMarks, ticksOf } from '../axes/field-ticks';
import { defaultTitle } from '../chart-title';
import type { Figure, FigureLayer } from '../figure';
import { buildParallel, type Parallel } from '../values/parallel-lines';
import { labelTicks } from './figure-axes';
import { seriesOfGroups } from './figure-series';
import type { FigureSource } from './figure-source';

/** Space between an axis and its labels, as a part of the distance of two axes. */
const gap = 0.03;

/** Each run as a line through one upright axis for each field; null where there are no runs. */
export function buildParallelFigure(
  chart: Extract<Chart, { kind: 'parallel' }>,
  { lines: compared }: FigureSource,
): Figure | null {
  const groups = compared.map(({ group }) => group);
  const parallel = buildParallel(groups, chart.fields);
  const { axes, lines } = parallel;
  if (lines.length === 0) return null;
  const indices = new Map(compared.map(({ key }, index) => [key, index]));
  return {
    title: chart.title ?? defaultTitle(chart),
    panels: [
      {
        title: null,
        x: {
          label: '',
          isLog: false,
          min: -0.5,
          max: axes.length - 0.5,
          ticks: axes.map(({ title, kind }, value) => ({
            value,
            label: kind === 'log' ? `${title}, log` : title,
          })),
          isCategorical: true,
          hasGrid: false,
        },
        y: { label: '', isLog: false, min: -0.04, max: 1.04, ticks: [], hasGrid: false },
        layers: [
          ...lines.map(({ key, heights }): FigureLayer => ({
            kind: 'line',
            role: 'member',
            series: indices.get(key) ?? null,
            x: heights.map((_, axis) => axis),
            y: heights.map((height) => height ?? NaN),
          })),
          ...axisLayers(parallel),
        ],
        colorScale: null,
      },
    ],
    columns: 1,
    series: seriesOfGroups(compared),
    notes: [],
    table: {
      columns: ['group', 'run', ...axes.map(({ title }) => title)],
      rows: lines.map(({ key, run, values }) => [
        compared[indices.get(key) ?? -1]?.label ?? '',
        run.id,
        ...values.map((value) => (typeof value === 'boolean' ? String(value) : value)),
      ]),
    },
  };
}

/** The axes with the labels of their ticks. */
function axisLayers({ axes }: Parallel): FigureLayer[] {
  return axes.flatMap((axis, at): FigureLayer[] => {
    const { min, max } = axis.bounds;
    const ticks = labelTicks(ticksOf(spaceMarks(axis, 'y'))(min, max), axis.format);
    const isLast = at === axes.length - 1;
    return [
      { kind: 'line', role: 'guide', series: null, x: [at, at], y: [0, 1] },
      {
        kind: 'texts',
        series: null,
        items: ticks.map(({ value, label }) => ({
          x: isLast ? at + gap : at - gap,
          y: fractionOf(axis, value),
          text: label,
          align: isLast ? 'start' : 'end',
        })),
      },
    ];
  });
}
