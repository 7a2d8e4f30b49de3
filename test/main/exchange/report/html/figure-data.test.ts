import { describe, expect, it } from 'vitest';
import { describePageData } from '#exchange/report/html/figure-data';
import { readPageData } from '../../../../../resources/report/page-data.js';
import { lineFigure, pointFigure, reportedFigure } from '../sample-report';

describe('the numbers of a page', () => {
  it('are those of its lines and bands, once where they are equal', () => {
    const data = describePageData([lineFigure(), lineFigure()]);
    // x, the band's two, two lines and the numbers of runs: the second figure has the same.
    expect(data.columns).toHaveLength(6);
    const read = readPageData(JSON.stringify(data));
    const [dni, backprop] = read.figures[1]?.panels[0]?.tracks ?? [];
    expect(dni && Array.from(dni.x)).toEqual([0, 10, 20, 30, 40]);
    expect(dni && Array.from(dni.y)).toEqual([1, 2, 3, 4, 5]);
    expect(dni?.upper && Array.from(dni.upper)).toEqual([2, 3, 4, 5, 6]);
    expect(backprop && Array.from(backprop.y)).toEqual([0.5, 1, NaN, 2, 2.5]);
    expect(backprop?.lower).toBeNull();
    expect(dni?.n && Array.from(dni.n)).toEqual([5, 5, 5, 4, 4]);
    expect(backprop?.n).toBeNull();
  });

  it('have reported values, which are the same at every place, with their ends', () => {
    const [panel] = describePageData([reportedFigure()]).figures[0]?.panels ?? [];
    expect(panel?.levels).toEqual([
      { series: 2, value: 2, lower: 1.5, upper: 2.5 },
      { series: 3, value: 4, lower: null, upper: null },
    ]);
    expect(panel?.tracks.map(({ series }) => series)).toEqual([0, 1]);
  });

  it('are float64 where float32 would lose whole numbers or make infinities of them', () => {
    const figure = lineFigure();
    const [panel] = figure.panels;
    const x = [0, 16_777_217];
    const line = { kind: 'line', series: 0, role: 'main' } as const;
    const layers = [
      { ...line, x, y: [0.1, 1e300] },
      { ...line, x: [0, 1], y: [1e-50, 0.3] },
    ];
    if (!panel) throw new Error('no panel');
    const table = { columns: [], rows: [] };
    const data = describePageData([{ ...figure, table, panels: [{ ...panel, layers }] }]);
    const types = data.columns.map(({ type }) => type);
    expect(types).toEqual(['f8', 'f8', 'f4', 'f8']);
    const [first] = readPageData(JSON.stringify(data)).figures[0]?.panels[0]?.tracks ?? [];
    expect(first && Array.from(first.x)).toEqual(x);
    expect(first && Array.from(first.y)).toEqual([0.1, 1e300]);
  });

  it('are read as the ticks of their axis: names of groups, percent of fractions', () => {
    const [panel] = describePageData([pointFigure()]).figures[0]?.panels ?? [];
    expect(panel?.x.categories).toEqual(['DNI', 'backprop']);
    expect(panel?.y).toMatchObject({ categories: null, factor: 100, suffix: ' %' });
    expect(panel?.marks).toEqual([
      { series: 0, x: 0, y: 0.05, text: null },
      { series: 1, x: 1, y: 0.1, text: null },
    ]);
  });
});
