import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure, FigureLayer } from '#chart/figure';
import { resolveFigureStyle, type FigureStyle } from '#spec/figure-style';
import { drawFigure } from '#exchange/figure/draw/draw-figure';
import type { Drawing, DrawnMarks, DrawnPath, DrawnText } from '#exchange/figure/drawings';
import { luminanceOf } from '#exchange/figure/layout/greys';
import { loadTypeface, type Typeface } from '#exchange/figure/text/typeface';
import { categories, curves, figures, heatMap, manyLines, panels, series } from './figures';
import { handMade, plot, style } from './hand-made';

let sans: Typeface;
let serif: Typeface;
beforeAll(async () => {
  [sans, serif] = await Promise.all([loadTypeface('sans'), loadTypeface('serif')]);
});

const draw = (figure: Figure, drawn: FigureStyle = style): Drawing[] =>
  drawFigure(figure, drawn, drawn.fontFamily === 'serif' ? serif : sans).drawings;
const pathsOf = (drawings: readonly Drawing[], color: string): DrawnPath[] =>
  drawings.filter(
    (drawing): drawing is DrawnPath =>
      drawing.kind === 'path' && (drawing.stroke ?? drawing.fill)?.color === color,
  );
const textsOf = (drawings: readonly Drawing[]): DrawnText[] =>
  drawings.filter((drawing): drawing is DrawnText => drawing.kind === 'text');
const marksOf = (drawings: readonly Drawing[]): DrawnMarks[] =>
  drawings.filter((drawing): drawing is DrawnMarks => drawing.kind === 'marks');
const rounded = (points: readonly number[] = []): number[] =>
  points.map((place) => Math.round(place * 100) / 100);

const blue = '#2166d1';
const line = (x: number[], y: number[], more: Partial<FigureLayer> = {}): FigureLayer =>
  ({ kind: 'line', series: 0, role: 'guide', x, y, ...more }) as FigureLayer;

describe('places on the page', () => {
  it('are those of the values on linear axes', () => {
    const [path] = pathsOf(draw(handMade([line([0, 5, 10], [0, 10, 5])])), blue);
    const middle = (plot.top + plot.bottom) / 2;
    expect(rounded(path?.parts[0]?.points)).toEqual(
      rounded([10, plot.bottom, 153.5, plot.top, 297, middle]),
    );
  });

  it('are those of the logarithms on a logarithmic axis, without values at zero', () => {
    const [path] = pathsOf(
      draw(handMade([line([0, 5, 6, 7, 10], [1, 0.1, 0, 0.1, 0.01])], true)),
      blue,
    );
    const middle = (plot.top + plot.bottom) / 2;
    expect(path?.parts.map(({ points }) => rounded(points))).toEqual([
      rounded([10, plot.top, 153.5, middle]),
      rounded([10 + 0.7 * 287, middle, 297, plot.bottom]),
    ]);
  });

  it('have the ticks of an axis at its edge', () => {
    const [axisLines] = pathsOf(draw(handMade([])), '#8d9199');
    const ticks = axisLines?.parts.map(({ points }) => rounded(points));
    expect(ticks).toContainEqual([153.5, plot.bottom, 153.5, plot.bottom + 4]);
    expect(ticks).toContainEqual([6, plot.top, 10, plot.top]);
  });

  it('end at the edges of the plot', () => {
    // From (-10, 5) to (10, 5) enters at x = 0; from (0, 0) to (10, 20) leaves at (5, 10).
    const layers = [line([-10, 10], [5, 5]), line([0, 10], [0, 20]), line([0, 10], [11, 12])];
    const middle = (plot.top + plot.bottom) / 2;
    const paths = pathsOf(draw(handMade(layers)), blue);
    expect(paths.map(({ parts }) => rounded(parts[0]?.points))).toEqual([
      rounded([10, middle, 297, middle]),
      rounded([10, plot.bottom, 153.5, plot.top]),
    ]);
  });

  it('of an area on a logarithmic axis reach to the edge where its lower end is not above zero', () => {
    const area: FigureLayer = {
      kind: 'area',
      series: 0,
      x: [0, 10],
      lower: [0, -1],
      upper: [0.1, 0.1],
    };
    const [path] = pathsOf(draw(handMade([area], true)), blue);
    const middle = rounded([(plot.top + plot.bottom) / 2])[0] ?? 0;
    const corners = rounded(path?.parts[0]?.points);
    expect(new Set(corners.filter((_, index) => index % 2 === 1))).toEqual(
      new Set([middle, plot.bottom]),
    );
    expect(path?.fill).toEqual({ color: blue, opacity: 0.14 });
  });

  it('of ticks and of crosses without a height are at the lower edge, one row above the other', () => {
    const points = (series: number, marker: 'tick' | 'cross', y: number): FigureLayer => ({
      ...{ kind: 'points', series, marker, size: 2.5 },
      ...{ x: [5], y: [y] },
    });
    const marks = marksOf(draw(handMade([points(0, 'tick', 0), points(1, 'cross', NaN)])));
    expect(marks.map(({ centers }) => rounded(centers))).toEqual([
      rounded([153.5, plot.bottom - 1]),
      rounded([153.5, plot.bottom - 1 - 6 - 2.5]),
    ]);
  });
});

describe('lines', () => {
  it('show their points where these are eight pixels apart, and hide them where they are nearer', () => {
    const steps = (count: number): number[] =>
      Array.from({ length: count }, (_, index) => (10 * index) / (count - 1));
    const marksFor = (count: number): DrawnMarks[] =>
      marksOf(draw(handMade([line(steps(count), steps(count), { role: 'main' })])));
    expect(marksFor(30).map(({ centers }) => centers.length)).toEqual([60]);
    expect(marksFor(300)).toEqual([]);
  });

  it('show the points of a dashed line and of one beside it both, or none', () => {
    const marksFor = (count: number): number[] => {
      const steps = Array.from({ length: count }, (_, index) => (10 * index) / (count - 1));
      const layers = [0, 1].map((index) => line(steps, steps, { role: 'main', series: index }));
      const two = [series('DNI', { dash: [9, 3] }), series('backprop')];
      return marksOf(draw({ ...handMade(layers), series: two })).map(
        ({ centers }) => centers.length,
      );
    };
    // 287 pixels: two dashes with their gaps are 24, and so many fit between points of which there are ten, not 20.
    expect(marksFor(10)).toEqual([20, 20]);
    expect(marksFor(20)).toEqual([]);
  });

  it('show a point that no line joins to another', () => {
    const layer = line([0, 4, 5, 6, 10], [NaN, NaN, 5, NaN, 1], { role: 'faint' });
    expect(marksOf(draw(handMade([layer]))).flatMap(({ centers }) => rounded(centers))).toEqual(
      rounded([
        153.5,
        (plot.top + plot.bottom) / 2,
        297,
        plot.bottom - 0.1 * (plot.bottom - plot.top),
      ]),
    );
  });

  it('keep the lowest and the highest of a hundred thousand points', () => {
    const x = Array.from({ length: 100_001 }, (_, index) => index / 10_000);
    const y = x.map((_, index) => (index === 33_333 ? 10 : index === 66_666 ? 0 : 5 + (index % 2)));
    const [path] = pathsOf(draw(handMade([line(x, y, { role: 'main' })])), blue);
    const points = path?.parts[0]?.points ?? [];
    const heights = rounded(points.filter((_, index) => index % 2 === 1));
    expect(points.length / 2).toBeLessThan(4 * 4 * 287 + 4);
    expect(heights.filter((height) => height === plot.top)).toHaveLength(1);
    expect(heights.filter((height) => height === plot.bottom)).toHaveLength(1);
  });
});

describe('greys', () => {
  const grey = { ...style, isGreySafe: true };

  it('give each colour its own luminance, dash and shape', () => {
    const drawings = draw(manyLines(5, 30), grey);
    const lines = drawings.filter(
      (drawing): drawing is DrawnPath =>
        drawing.kind === 'path' &&
        drawing.stroke !== null &&
        (drawing.parts[0]?.points.length ?? 0) > 8,
    );
    const colors = lines.map(({ stroke }) => stroke?.color ?? '');
    const luminances = colors.map(luminanceOf).sort((a, b) => a - b);
    expect(new Set(colors).size).toBe(5);
    for (const color of colors) expect(color).toMatch(/^#(..)\1\1$/);
    // Three to one against white.
    expect(1.05 / ((luminances.at(-1) ?? 1) + 0.05)).toBeGreaterThan(3);
    expect(new Set(lines.map(({ stroke }) => stroke?.dash.join())).size).toBe(5);
    expect(new Set(marksOf(drawings).map(({ shape }) => shape)).size).toBe(5);
  });

  it('get darker along a colour scale', () => {
    const cells = draw(heatMap(), grey).filter(
      (drawing): drawing is DrawnPath => drawing.kind === 'path' && drawing.fill !== null,
    );
    const scale = draw(heatMap(), grey).find(({ kind }) => kind === 'gradient');
    const stops =
      scale?.kind === 'gradient' ? scale.stops.map(({ color }) => luminanceOf(color)) : [];
    expect(stops).toEqual([...stops].sort((a, b) => b - a));
    expect(cells.every(({ fill }) => /^#(..)\1\1$/.test(fill?.color ?? ''))).toBe(true);
  });
});

/** The corners of a text on the page, from its measured width. */
function boxOf({ text, x, y, anchor, angle, size }: DrawnText, typeface: Typeface): number[][] {
  const width = typeface.measure(text, size);
  const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  const turn = (angle * Math.PI) / 180;
  return [
    [left, -0.72 * size],
    [left + width, -0.72 * size],
    [left + width, 0.22 * size],
    [left, 0.22 * size],
  ].map(([dx = 0, dy = 0]) => [
    x + dx * Math.cos(turn) - dy * Math.sin(turn),
    y + dx * Math.sin(turn) + dy * Math.cos(turn),
  ]);
}

/** Whether two convex shapes have an inner point in common: none of their sides has the other beyond it. */
function overlap(a: number[][], b: number[][]): boolean {
  const separates = (shape: number[][], p: number[][], q: number[][]): boolean =>
    shape.some(([x0 = 0, y0 = 0], index) => {
      const [x1 = 0, y1 = 0] = shape[(index + 1) % shape.length] ?? [];
      const along = (points: number[][]): number[] =>
        points.map(([x = 0, y = 0]) => (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0));
      const [one, other] = [along(p), along(q)];
      return (
        Math.max(...one) <= Math.min(...other) + 1e-6 ||
        Math.max(...other) <= Math.min(...one) + 1e-6
      );
    });
  return !separates(a, a, b) && !separates(b, a, b);
}

describe('texts', () => {
  const made = { ...figures, hundred: () => manyLines(100, 20) };
  for (const [name, make] of Object.entries(made))
    for (const preset of ['screen', 'paper', 'paper-wide', 'talk'] as const)
      it(`of ${name} neither overlap nor are cut off (${preset})`, () => {
        const resolved = resolveFigureStyle({ preset });
        const typeface = resolved.fontFamily === 'serif' ? serif : sans;
        const page = drawFigure(make(), resolved, typeface);
        const texts = textsOf(page.drawings).filter(({ text }) => text !== 'n = 40');
        const boxes = texts.map((text) => boxOf(text, typeface));
        for (const [index, box] of boxes.entries()) {
          const text = texts[index]?.text;
          for (const [x = 0, y = 0] of box) {
            expect(x, text).toBeGreaterThan(-0.1);
            expect(x, text).toBeLessThan(page.width + 0.1);
            expect(y, text).toBeGreaterThan(-0.1);
            expect(y, text).toBeLessThan(page.height + 0.1);
          }
          for (const other of boxes.slice(index + 1))
            expect(overlap(box, other) && texts[boxes.indexOf(other)]?.text, text).toBe(false);
        }
      });

  it('name every category, and what is reported without its citation', () => {
    const texts = textsOf(draw(categories(), resolveFigureStyle({ preset: 'paper' }))).map(
      ({ text }) => text,
    );
    expect(texts).toEqual(
      expect.arrayContaining(['Backpropagation', 'DNI', 'DNI, auxiliary task']),
    );
    const legend = textsOf(draw(curves(), resolveFigureStyle({ preset: 'paper' }))).map(
      ({ text }) => text,
    );
    expect(legend).toContain('Reported');
    expect(legend.join(' ')).not.toContain('Jaderberg');
  });

  it('say how many entries of a legend have no room', () => {
    const legend = textsOf(draw(manyLines(100, 20), resolveFigureStyle({ preset: 'screen' })));
    const entries = legend.filter(({ text }) => text.startsWith('Run '));
    expect(legend.map(({ text }) => text)).toContain(`and ${100 - entries.length} more`);
  });
});

it('gives plots of several panels the same size, side by side', () => {
  const drawings = draw(panels(), resolveFigureStyle({ preset: 'paper-wide' }));
  const axes = pathsOf(drawings, '#8d9199').map(({ parts }) => rounded(parts[0]?.points));
  const widths = axes.map(([x0 = 0, , x1 = 0]) => Math.round(10 * (x1 - x0)));
  expect(axes).toHaveLength(6);
  expect(new Set(widths).size).toBe(1);
  expect(axes[0]?.[1]).toBe(axes[2]?.[1]);
  expect(axes[0]?.[0]).toBe(axes[3]?.[0]);
});

it('puts panels into fewer columns where these would be too narrow', () => {
  const columnsAt = (width: number): number => {
    const drawings = draw(panels(), resolveFigureStyle({ preset: 'paper', width }));
    return new Set(pathsOf(drawings, '#8d9199').map(({ parts }) => rounded(parts[0]?.points)[0]))
      .size;
  };
  expect([400, 90].map(columnsAt)).toEqual([3, 1]);
});

it('refuses a size that leaves the plots no room', () => {
  const tiny = resolveFigureStyle({ preset: 'paper', width: 80, height: 80, fontSize: 20 });
  expect(() => draw(curves(), tiny)).toThrow(/leaves no room for its plot/);
});
