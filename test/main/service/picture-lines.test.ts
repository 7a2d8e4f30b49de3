import { expect, it } from 'vitest';
import type { Figure, FigureLine } from '#chart/figure';
import { paperColor } from '#chart/series-colors';
import { drawLines } from '#service/picture-lines';

const axis = { label: '', ticks: [], hasGrid: false };
function figure(layers: FigureLine[], isLog = false): Figure {
  return {
    ...{ title: '', columns: 1, notes: [], table: { columns: [], rows: [] } },
    series: [
      { key: 'a', label: 'a', color: paperColor(3), dash: [], isReference: false, source: null },
    ],
    panels: [
      {
        title: null,
        colorScale: null,
        x: { ...axis, isLog: false, min: 0, max: 100 },
        y: { ...axis, isLog, min: isLog ? 0.01 : 0, max: 1 },
        layers,
      },
    ],
  };
}
const line = (x: number[], y: number[], role: FigureLine['role'] = 'main'): FigureLine => ({
  ...{ kind: 'line', series: 0, x, y, role },
});

it('places values between the ends of the axes, and finds the colour of the run', () => {
  expect(drawLines(figure([line([0, 50, 100], [1, 0.5, 0])]))).toEqual([
    { color: 3, x: [0, 0.5, 1], y: [1, 0.5, 0] },
  ]);
});

it('places values on a logarithmic axis; one without a place breaks the line', () => {
  // 0.1 is in the middle between 0.01 and 1; 0 and NaN have no place.
  const [drawn] = drawLines(figure([line([0, 25, 50, 100], [1, 0.1, NaN, 0.01])], true));
  expect(drawn?.y).toEqual([1, 0.5, null, 0]);
});

it('thins long lines, keeps their ends, and leaves out what is behind', () => {
  const x = Array.from({ length: 1001 }, (_, index) => index / 10);
  const drawn = drawLines(
    figure([
      line(x, x, 'faint'),
      line(
        x,
        x.map((value) => value / 100),
      ),
    ]),
  );
  expect(drawn).toHaveLength(1);
  expect(drawn[0]?.x).toHaveLength(60);
  expect([drawn[0]?.x[0], drawn[0]?.x.at(-1)]).toEqual([0, 1]);
});

it('draws no line without a value', () => {
  expect(drawLines(figure([line([0, 1], [NaN, NaN])]))).toEqual([]);
});
