import { describe, expect, it } from 'vitest';
import type { FigureArea, FigureLine } from '#chart/figure';
import { thinFigures } from '#exchange/report/html/thin-figure';
import { lineFigure } from '../sample-report';

const layersOf = (figure: ReturnType<typeof lineFigure> | undefined) =>
  (figure?.panels[0]?.layers ?? []) as [FigureArea, FigureLine, FigureLine];

describe('figures of a page', () => {
  it('keep all points of short lines', () => {
    const [figure] = thinFigures([lineFigure()]);
    const [, line] = layersOf(figure);
    expect([...Array.from(line.y)]).toEqual([1, 2, 3, 4, 5]);
  });

  it('have a line and its band at the same places, with the ends and the peaks', () => {
    const figure = lineFigure('Long', 20_000);
    const [, long] = layersOf(figure);
    (long.y as Float64Array)[7777] = 1e6;
    const [thinned] = thinFigures([figure]);
    const [band, line] = layersOf(thinned);
    expect(line.x.length).toBeLessThanOrEqual(1200);
    expect(Array.from(band.x)).toEqual(Array.from(line.x));
    expect(Math.max(...Array.from(line.y))).toBe(1e6);
    expect([line.x[0], line.x[line.x.length - 1]]).toEqual([0, 199_990]);
  });

  it('share a limit: many lines have fewer points each, and short ones leave theirs to the others', () => {
    const long = lineFigure('Long', 1200);
    const many = thinFigures(Array.from({ length: 300 }, () => long));
    const lengths = many.flatMap((figure) => layersOf(figure).map(({ x }) => x.length));
    // A point of the two lines takes 6 bytes of the path and 16 / 3 for each coordinate, one of the band twice as much.
    const bytes = lengths.reduce((sum, length) => sum + length * ((2 * 50 + 68) / 9), 0);
    expect(bytes).toBeLessThanOrEqual(3.8e6);
    expect(bytes).toBeGreaterThan(2e6);
    const alone = thinFigures([long, ...Array.from({ length: 299 }, () => lineFigure())]);
    expect(layersOf(alone[0])[1].x.length).toBe(1200);
  });
});
