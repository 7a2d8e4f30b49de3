import { describe, expect, it } from 'vitest';
import type { Run } from '#spec/run';
import type { Figure } from '#chart/figure';
import { buildFigure } from '#chart/figures/build-figure';
import type { ComparedLine } from '#chart/lines/compared-lines';
import { chartSchema } from '#spec/comparison';
import { makeGroup, makeRun } from '../../../renderer/compare/charts/runs';
import { buildExperiment } from '../../../renderer/editor/experiment';
import { makeCurve, makeSource } from './figure-sources';

/** A line of one run of two modules. */
function lineOf(
  method: 'dni' | 'backprop',
  color: number,
  metrics: readonly string[],
): ComparedLine {
  const key: string = method;
  const spec = buildExperiment('image>a a/b b>loss');
  const summaries = metrics.map((metric) => [metric, { last: 2, best: 2, bestStep: 0 }]);
  const training = { ...spec.training, method };
  const run = { ...makeRun(key), spec: { ...spec, training } } as Run;
  const measured = { ...run, metrics: Object.fromEntries(summaries) as Run['metrics'] };
  const group = makeGroup(key, [measured]);
  return { key, label: key.toUpperCase(), color, dash: [], isHidden: false, group };
}

const cosine = 'interface/a->b/cosine';
const gradient = 'gradient/a->b/at-1';
const dni = lineOf('dni', 0, [cosine, gradient]);
const backprop = lineOf('backprop', 1, []);
const imported: ComparedLine = {
  ...{ key: 'imported', label: 'Imported', color: 2, dash: [], isHidden: false },
  group: makeGroup('imported', [{ ...makeRun('imported'), spec: null } as unknown as Run]),
};

function build(lines: readonly ComparedLine[]): Figure {
  const curve = { ...makeCurve('dni', [0, 1], [0.5, 1]), metric: cosine };
  const chart = chartSchema.parse({ id: 'chart', kind: 'interfaces' });
  const figure = buildFigure(chart, makeSource(lines, [curve]));
  if (!figure) throw new Error('the chart is empty');
  return figure;
}

describe('the figure of interfaces', () => {
  it('has a panel for each of the window, with a title that names measure and place', () => {
    const { panels, notes } = build([dni, backprop]);
    expect(panels.map(({ title, y }) => [title, y.label])).toEqual([
      ['Cosine with the true gradient, a → b', ''],
      ['Waiting for the gradient, a', ''],
      ['Waiting for the gradient, b', ''],
      ['Gradient norm, a → b', ''],
    ]);
    expect(notes).toContain(
      "'Waiting for the gradient' follows from the settings and was not measured.",
    );
  });

  it('has what modules wait for as bars with their numbers', () => {
    const [, first] = build([dni, backprop]).panels;
    expect(first?.y.ticks.map(({ label }) => label)).toEqual(['DNI', 'BACKPROP']);
    const bars = first?.layers.filter(({ kind }) => kind === 'rectangles');
    // Under backpropagation, a waits for both passes of b; with DNI for none.
    expect(bars).toMatchObject([
      { series: 0, items: [{ x0: 0, x1: 0 }] },
      { series: 1, items: [{ x0: 0, x1: 2 }] },
    ]);
    const texts = first?.layers.flatMap((layer) => (layer.kind === 'texts' ? layer.items : []));
    expect(texts?.map(({ text }) => text)).toEqual(['0', '2']);
  });

  it('has only series that some panel draws', () => {
    expect(build([imported, dni]).series.map(({ key }) => key)).toEqual(['dni']);
  });
});
