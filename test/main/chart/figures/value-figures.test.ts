import { describe, expect, it } from 'vitest';
import type { Chart } from '#spec/comparison';
import { chartSchema } from '#spec/comparison';
import type { Figure } from '#chart/figure';
import { buildFigure, curvesOfChart, isPicture } from '#chart/figures/build-figure';
import { makeLine, makeSource } from './figure-sources';

const field = 'x/value';
const groups = [makeLine('a', 0, [1, 2, 3, 6]), makeLine('b', 1, [4, null])];
const source = makeSource(groups);

function build(chart: object, from = source): Figure {
  const figure = buildFigure(chartSchema.parse({ id: 'chart', ...chart }), from);
  if (!figure) throw new Error('the chart is empty');
  return figure;
}

describe('the figure of means', () => {
  it('has a row for each group, the first on top, with mean, interval and runs', () => {
    const { panels, notes, table } = build({ kind: 'bars', field });
    const [panel] = panels;
    expect([panel?.y.min, panel?.y.max]).toEqual([1.5, -0.5]);
    expect(panel?.y.ticks).toEqual([
      { value: 0, label: 'A' },
      { value: 1, label: 'B' },
    ]);
    const diamonds = panel?.layers.filter(
      (layer) => layer.kind === 'points' && layer.marker === 'diamond',
    );
    expect(diamonds).toMatchObject([
      { series: 0, x: [3], y: [0] },
      { series: 1, x: [4], y: [1] },
    ]);
    // Only the first group has an interval: 3 ± 3.18245 · 1.08012.
    const intervals = panel?.layers.filter(({ kind }) => kind === 'line') ?? [];
    expect(intervals).toHaveLength(1);
    expect(intervals[0]).toMatchObject({ series: 0 });
    const [interval] = intervals;
    expect(interval?.kind === 'line' ? interval.x[1] : NaN).toBeCloseTo(3 + 3.18245 * 1.08012, 3);
    expect(notes.join(' ')).toContain('1 of 6 runs has no finite value');
    const means = table.rows.filter(([, what]) => what === 'mean');
    expect(means.map(([label, , , mean, , , n]) => [label, mean, n])).toEqual([
      ['A', 3, 4],
      ['B', 4, 1],
    ]);
  });

  it('has bars from zero on', () => {
    const { panels } = build({ kind: 'bars', field, style: 'bars' });
    expect(panels[0]?.x.min).toBeLessThanOrEqual(0);
    expect(panels[0]?.layers[0]).toMatchObject({
      kind: 'rectangles',
      items: [{ x0: 0, x1: 3, y0: -0.3, y1: 0.3 }],
    });
  });
});

describe('the figure of boxes', () => {
  it('has the quartiles, the median and whiskers', () => {
    const { panels } = build({ kind: 'box', field });
    // Of 1, 2, 3, 6: quartiles 1.75 and 3.75; 6 is within 1.5 · 2 of them.
    expect(panels[0]?.layers[0]).toMatchObject({
      kind: 'rectangles',
      series: 0,
      items: [{ x0: 1.75, x1: 3.75 }],
    });
    expect(panels[0]?.layers[1]).toMatchObject({
      x: [2.5, 2.5, NaN, 1, 1.75, NaN, 3.75, 6, NaN, 1, 1, NaN, 6, 6],
    });
  });

  it('has violins as high as a box where the density is highest', () => {
    const { panels } = build({ kind: 'box', field, style: 'violin' });
    const [area] = panels[0]?.layers ?? [];
    if (area?.kind !== 'area') throw new Error('no violin');
    expect(Math.max(...Array.from(area.upper))).toBeCloseTo(0.3, 12);
    expect(area.x[0]).toBe(1);
    expect(area.x[area.x.length - 1]).toBe(6);
  });
});

it('stacks the groups of a histogram', () => {
  const { panels, table } = build({ kind: 'histogram', field });
  // Five values, so five bins from 1 to 6, each of width 1: 4 falls into the fourth, 6 into the last.
  expect(panels[0]?.layers[1]).toMatchObject({
    kind: 'rectangles',
    series: 1,
    items: [{ x0: 4, x1: 5, y0: 0, y1: 1 }],
  });
  expect(table.rows.map((row) => row[3])).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 1, 0]);
});

it('has a point for each run that has both fields of a scatter', () => {
  const { panels, table } = build({ kind: 'scatter', x: 'training.seed', y: field });
  expect(panels[0]?.layers).toMatchObject([
    { kind: 'points', series: 0, x: [1, 2, 3, 4], y: [1, 2, 3, 6] },
    { kind: 'points', series: 1, x: [1], y: [4] },
  ]);
  expect(table.rows).toHaveLength(5);
});

it('has a cell with its mean and n for each combination of a heat map', () => {
  const { panels } = build({
    kind: 'heatmap',
    x: 'training.seed',
    y: 'training.method',
    value: field,
  });
  const [cells] = panels[0]?.layers ?? [];
  if (cells?.kind !== 'rectangles') throw new Error('no cells');
  // Seed 1 has the values 1 and 4.
  expect(cells.items[0]).toMatchObject({ x0: -0.5, x1: 0.5, text: '2.5\nn 2' });
  expect(panels[0]?.colorScale?.stops[0]?.value).toBe(2);
});

it('has a line for each run through the axes of parallel coordinates', () => {
  const { panels, table } = build({ kind: 'parallel', fields: ['training.seed', field] });
  const lines = panels[0]?.layers.filter(
    (layer) => layer.kind === 'line' && layer.role === 'member',
  );
  expect(lines).toHaveLength(6);
  expect(lines?.[5]).toMatchObject({ series: 1, x: [0, 1], y: [expect.any(Number), NaN] });
  expect(table.rows[0]).toEqual(['A', 'a0', 1, 1]);
});

it('is missing for a table, a text, and where no run has a value', () => {
  const parse = (chart: object): Chart => chartSchema.parse({ id: 'chart', ...chart });
  expect(buildFigure(parse({ kind: 'text', text: 'words' }), source)).toBeNull();
  expect(buildFigure(parse({ kind: 'statistics', field }), source)).toBeNull();
  expect(isPicture(parse({ kind: 'statistics', field }))).toBe(false);
  for (const kind of ['bars', 'box', 'histogram'])
    expect(buildFigure(parse({ kind, field: 'x/other' }), source)).toBeNull();
});

it('asks for the curves of lines only, smoothed as the chart has it', () => {
  const lines = chartSchema.parse({ kind: 'lines', id: 'l', metric: 'train/loss' });
  const content = { ...source.content, smoothing: 0.9 };
  expect(curvesOfChart(lines, { content, runs: [] })).toEqual([
    { metric: 'train/loss', smoothing: 0.9 },
  ]);
  const bars = chartSchema.parse({ kind: 'bars', id: 'b', field });
  expect(curvesOfChart(bars, { content, runs: [] })).toEqual([]);
});
