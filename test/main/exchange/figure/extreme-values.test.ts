import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildFigure } from '#chart/figures/build-figure';
import { chartSchema, type Chart } from '#spec/comparison';
import { WorkbenchError } from '#spec/errors';
import { resolveFigureStyle } from '#spec/figure-style';
import { figureToPgfplots } from '#exchange/figure/figure-pgfplots';
import { figureToSvg } from '#exchange/figure/figure-svg';
import { makeCurve, makeLine, makeSource } from '../../chart/figures/figure-sources';

const field = 'x/value@last';
const axisOf = { x: 'training.seed', y: field };
const charts: Record<string, object> = {
  lines: { kind: 'lines', metric: 'test/error' },
  'lines on logarithmic axes': { kind: 'lines', metric: 'test/error', logX: true, logY: true },
  means: { kind: 'bars', field },
  bars: { kind: 'bars', field, style: 'bars' },
  'means on a logarithmic axis': { kind: 'bars', field, scale: 'log' },
  boxes: { kind: 'box', field },
  violins: { kind: 'box', field, style: 'violin' },
  histogram: { kind: 'histogram', field },
  'histogram of ratios': { kind: 'histogram', field, scale: 'log' },
  scatter: { kind: 'scatter', ...axisOf },
  'heat map': { kind: 'heatmap', x: 'training.seed', y: 'training.method', value: field },
  'parallel coordinates': { kind: 'parallel', fields: ['training.seed', field] },
};

const style = resolveFigureStyle({ preset: 'paper-wide', hasNotes: true });

/** Null where the chart has nothing to draw; else the documents, or the sentence that refuses them. */
async function write(kind: string, values: readonly number[]): Promise<string | null> {
  const chart: Chart = chartSchema.parse({ id: 'chart', title: 'Chart of x', ...charts[kind] });
  const [first, second] = [values.slice(0, -1), values.slice(-1)];
  const lines = [makeLine('a', 0, first), makeLine('b', 1, second)];
  const x = values.map((_, index) => index + 1);
  const curves = [makeCurve('a', x, values), makeCurve('b', values.map(Math.abs), x)];
  const figure = buildFigure(chart, makeSource(lines, curves));
  if (!figure) return null;
  try {
    return `${await figureToSvg(figure, style)}${await figureToPgfplots(figure, style)}`;
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    expect(error.kind).toBe('validation');
    return error.message;
  }
}

const extreme = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0,
    1,
    -1,
    1e308,
    -1e308,
    Number.MAX_VALUE,
    1e-320,
    5e-324,
    -1e-320,
    1e150,
    1e-200,
  ),
);

describe.each(Object.keys(charts))('%s of extreme values', (kind) => {
  it('are drawn with numbers only, or refused with the name of the chart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(extreme, { minLength: 2, maxLength: 6 }), async (values) => {
        const written = await write(kind, values);
        if (written === null || /^'Chart of x' cannot be drawn: |leaves no room/.test(written))
          return;
        expect(written).toContain('<svg');
        expect(written).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 60 },
    );
  });
});

it.each([
  ['means', [1e308, 2]],
  ['boxes', [1e308, 0, -1e308]],
  ['histogram', [-1e308, 1e308]],
  ['scatter', [-1e308, 1e308]],
  ['histogram of ratios', [1e-320, 1e308]],
  ['parallel coordinates', [-1e308, 1e308]],
  ['lines', [-1e308, 1e308]],
])('draws %s of %j', async (kind, values) => {
  expect(await write(kind, values)).toContain('<svg');
});

it('says which axis has no numbers', async () => {
  expect(await write('scatter', [1e-320, 3e-320])).toBe(
    "'Chart of x' cannot be drawn: its values are too large or too near to each other for the y axis. Choose a logarithmic axis, set limits to it, or leave out the runs with such values.",
  );
});
