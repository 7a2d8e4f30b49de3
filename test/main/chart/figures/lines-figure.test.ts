import { describe, expect, it } from 'vitest';
import { buildLinesFigure } from '#chart/figures/lines-figure';
import { linesChart } from '#chart/suggest-charts';
import { paperColor } from '#chart/series-colors';
import { figureOf } from '#analysis/reported/reported-figures';
import { makeSource as sourceOf, makeValue } from '../../analysis/reported/make-source';
import { makeCurve, makeLine, makeSource } from './figure-sources';

const chart = linesChart('test/error');
const line = makeLine('a', 2, [0.5]);

describe('the figure of a chart of lines', () => {
  it('has the axes and the ticks of the window', () => {
    const figure = buildLinesFigure(
      chart,
      makeSource([line], [makeCurve('a', [0, 90], [0.5, 0.25])]),
    );
    const [panel] = figure.panels;
    expect([panel?.x.min, panel?.x.max, panel?.x.isLog]).toEqual([0, 90, false]);
    // Ticks of whole steps: 90 / 5 = 18, rounded up to 20.
    expect(panel?.x.ticks.map(({ value }) => value)).toEqual([0, 20, 40, 60, 80]);
    // 0.25 / 6 = 0.0417, rounded up to 0.05: from 25 % to 50 %.
    expect([panel?.y.min, panel?.y.max]).toEqual([0.25, 0.5]);
    expect(panel?.y.ticks.map(({ label }) => label)).toEqual([
      '25 %',
      '30 %',
      '35 %',
      '40 %',
      '45 %',
      '50 %',
    ]);
    expect(panel?.y.label).toBe('Test error');
    expect(figure.series).toEqual([
      { key: 'a', label: 'A', color: paperColor(2), dash: [], isReference: false, source: null },
    ]);
  });

  it('draws the band behind the line, and breaks both where points are missing', () => {
    const curve = makeCurve('a', [0, 1, 5], [0.5, 0.4, 0.3], {
      breaks: Uint32Array.of(2),
      lower: Float64Array.of(0.4, 0.3, 0.2),
      upper: Float64Array.of(0.6, 0.5, 0.4),
    });
    const [panel] = buildLinesFigure(chart, makeSource([line], [curve])).panels;
    expect(panel?.layers).toEqual([
      {
        kind: 'area',
        series: 0,
        x: [0, 1, 5, 5],
        lower: [0.4, 0.3, NaN, 0.2],
        upper: [0.6, 0.5, NaN, 0.4],
      },
      { kind: 'line', role: 'main', series: 0, x: [0, 1, 5, 5], y: [0.5, 0.4, NaN, 0.3] },
    ]);
  });

  it('marks at the lower edge what a log axis cannot show, and says so', () => {
    const curve = makeCurve('a', [1, 2, 3, 4], [0.5, 0, NaN, 0.05], { zero: 1, notFinite: 1 });
    const source = makeSource([line], [curve]);
    const figure = buildLinesFigure({ ...chart, logY: true }, source);
    const [panel] = figure.panels;
    expect(panel?.y.isLog).toBe(true);
    const bottom = panel?.y.min ?? NaN;
    expect(panel?.layers.filter(({ kind }) => kind === 'points')).toEqual([
      { kind: 'points', series: 0, marker: 'tick', size: 2.5, x: [2], y: [bottom] },
      { kind: 'points', series: 0, marker: 'cross', size: 2.5, x: [3], y: [bottom] },
    ]);
    expect(figure.notes.join(' ')).toContain('1 of 4 points is zero');
  });

  it('shows the range and the limits of the window', () => {
    const curve = makeCurve('a', [0, 50, 100], [0.5, 0.4, 0.3]);
    const source = makeSource([line], [curve], { range: { from: 20, to: 80 } });
    const limits = { min: 0, max: 1 };
    const [panel] = buildLinesFigure({ ...chart, limits }, source).panels;
    expect([panel?.x.min, panel?.x.max, panel?.y.min, panel?.y.max]).toEqual([20, 80, 0, 1]);
  });

  it('draws a selected run beside its group as a line of the same series', () => {
    const group = makeLine('a', 2, [0.4, 0.6]);
    const points = { x: Float32Array.of(0, 1), y: Float32Array.of(0.5, 0.25) };
    const member = { ...points, breaks: new Uint32Array(), runId: 'a1' };
    const curve = makeCurve('a', [0, 1], [0.5, 0.5], { runs: [member] });
    const source = makeSource([group], [curve], { selected: new Set(['a1']) });
    const figure = buildLinesFigure(chart, source);
    expect(figure.series.map(({ key }) => key)).toEqual(['a']);
    const lines = figure.panels[0]?.layers.map((layer) =>
      layer.kind === 'line' ? [layer.role, layer.series] : [],
    );
    expect(lines).toEqual([
      ['faint', 0],
      ['member', 0],
      ['main', 0],
    ]);
  });

  it('has every number that is drawn in its table', () => {
    const curve = makeCurve('a', [0, 1], [0.5, 0.25], {
      lower: Float64Array.of(0.4, 0.2),
      upper: Float64Array.of(0.6, 0.3),
      n: Uint16Array.of(3, 2),
    });
    expect(buildLinesFigure(chart, makeSource([line], [curve])).table).toEqual({
      columns: ['line', 'part', 'curve', 'step', 'test/error', 'lower', 'upper', 'n'],
      rows: [
        ['A', 'line', 0, 0, 0.5, 0.4, 0.6, 3],
        ['A', 'line', 0, 1, 0.25, 0.2, 0.3, 2],
      ],
    });
  });

  it('has reported results as series with their source', () => {
    const citation = { authors: 'M. Jaderberg', title: 'DNI', venue: 'ICML', year: 2017, url: '' };
    const values = [makeValue('theirs', 0.1), makeValue('second', 0.2)];
    const source = sourceOf([...values, makeValue('other', 3, { metric: 'train/loss' })], {
      citation,
    });
    const reported = source.entries.map((entry) => figureOf(source, entry));
    const figure = buildLinesFigure(
      chart,
      makeSource([line], [makeCurve('a', [0, 10], [0.5, 0.25])], {
        reported,
      }),
    );
    expect(figure.series.map(({ label, isReference }) => [label, isReference])).toEqual([
      ['A', false],
      ['Jaderberg et al. 2017: theirs', true],
      ['Jaderberg et al. 2017: second', true],
    ]);
    // Once for both of them, in the caption.
    expect(figure.notes).toEqual([
      'Jaderberg et al. 2017: M. Jaderberg. DNI. ICML, 2017. Table 1.',
    ]);
    expect(figure.panels[0]?.y.min).toBeLessThanOrEqual(0.1);
  });
});
