import { describe, expect, it } from 'vitest';
import { cutLines } from '../../../../../src-renderer/ui/chart/raster/cut-lines';
import { PixelPath } from '../../../../../src-renderer/ui/chart/raster/pixel-path';

type Point = readonly [x: number, y: number];
const gap: Point = [NaN, NaN];

interface Part {
  column: number;
  entry: number;
  exit: number;
  low: number;
  high: number;
  travel: number;
  mean: number;
}

/** The parts of each line of a path, and its lone points. */
function cut(columns: number, ...points: readonly Point[]): { lines: Part[][]; lone: Point[] } {
  const path = new PixelPath();
  path.reset(points.length);
  path.length = points.length;
  points.forEach(([x, y], at) => {
    path.x[at] = x;
    path.y[at] = y;
  });
  const lines: Part[][] = [];
  const lone: Point[] = [];
  cutLines(path, columns, {
    visitLine: (parts) => {
      const of = (column: ArrayLike<number>, at: number): number => column[at] ?? NaN;
      lines.push(
        Array.from({ length: parts.count }, (_, at) => ({
          column: of(parts.column, at),
          entry: of(parts.entry, at),
          exit: of(parts.exit, at),
          low: of(parts.low, at),
          high: of(parts.high, at),
          travel: of(parts.travel, at),
          mean: of(parts.area, at) / of(parts.width, at),
        })),
      );
    },
    visitLonePoint: (x, y) => lone.push([x, y]),
  });
  return { lines, lone };
}

const columnsOf = (line: readonly Part[] = []): number[] => line.map(({ column }) => column);
const meansOf = (line: readonly Part[] = []): number[] => line.map(({ mean }) => mean);

describe('a line cut at the columns that it passes', () => {
  it('has in each column the heights where it enters and leaves it, and its mean', () => {
    const [line] = cut(6, [1.5, 10], [3.5, 18]).lines;
    expect(line).toEqual([
      { column: 1, entry: 10, exit: 12, low: 10, high: 12, travel: 2, mean: 11 },
      { column: 2, entry: 12, exit: 16, low: 12, high: 16, travel: 4, mean: 14 },
      { column: 3, entry: 16, exit: 18, low: 16, high: 18, travel: 2, mean: 17 },
    ]);
  });

  it('goes up and down within a column', () => {
    const [line] = cut(1, [0, 4], [0.25, 8], [0.5, 2], [0.75, 3]).lines;
    expect(line).toEqual([
      { column: 0, entry: 4, exit: 3, low: 2, high: 8, travel: 11, mean: expect.any(Number) },
    ]);
    // Weighed by width: a quarter of a pixel each at means of 6, 5 and 2.5.
    expect(meansOf(line)[0]).toBeCloseTo((6 + 5 + 2.5) / 3, 12);
  });

  it('counts a vertical way by no width', () => {
    const [line] = cut(1, [0, 4], [0.75, 4], [0.75, 8], [0.999, 8]).lines;
    expect(meansOf(line)[0]).toBeCloseTo((0.75 * 4 + 0.249 * 8) / 0.999, 12);
  });

  it('is the same backwards, with entry and exit changed', () => {
    const [there = []] = cut(9, [0.4, 1], [3.2, 6], [8.7, 2]).lines;
    const [back = []] = cut(9, [8.7, 2], [3.2, 6], [0.4, 1]).lines;
    expect(columnsOf(back)).toEqual(columnsOf(there).reverse());
    back.reverse().forEach(({ entry, exit, low, high, travel, mean }, at) => {
      const other = there[at];
      expect(entry).toBeCloseTo(other?.exit ?? NaN, 9);
      expect(exit).toBeCloseTo(other?.entry ?? NaN, 9);
      expect([low, high].map((value) => value.toFixed(9))).toEqual(
        [other?.low, other?.high].map((value) => value?.toFixed(9)),
      );
      expect(travel).toBeCloseTo(other?.travel ?? NaN, 9);
      expect(mean).toBeCloseTo(other?.mean ?? NaN, 9);
    });
  });

  it('is followed only near the picture, from whichever side it comes', () => {
    const level = cut(3, [-1e6, 1.5], [1e6, 1.5]).lines[0];
    // Three columns of the picture, and four on either side.
    expect(columnsOf(level)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
    expect(columnsOf(cut(3, [1e6, 1], [-1e6, 1]).lines[0])).toEqual(columnsOf(level).reverse());
    expect(columnsOf(cut(3, [-9, 1], [-1.5, 2]).lines[0])).toEqual([-4, -3, -2]);
    expect(columnsOf(cut(3, [-90, 1], [-20, 2]).lines[0])).toEqual([]);
  });

  it('ends at a gap, after which another one begins', () => {
    const { lines, lone } = cut(9, [0, 1], [1, 1], gap, gap, [3, 2], gap, [5, 1], [6, 1], gap);
    expect(lines.map(columnsOf)).toEqual([
      [0, 1],
      [5, 6],
    ]);
    expect(lone).toEqual([[3, 2]]);
  });

  it('may have more parts than there was room for', () => {
    const points = Array.from({ length: 5000 }, (_, at): Point => [at % 2 === 0 ? 0.5 : 1.5, at]);
    const [line] = cut(2, ...points).lines;
    expect(line).toHaveLength(5000);
    expect(line?.at(-1)?.exit).toBe(4999);
    expect(line?.[0]?.entry).toBe(0);
  });
});
