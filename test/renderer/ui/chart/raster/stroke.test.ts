import { describe, expect, it } from 'vitest';
import { Bitmap, packColor } from '../../../../../src-renderer/ui/chart/raster/bitmap';
import { cutLines } from '../../../../../src-renderer/ui/chart/raster/cut-lines';
import { PixelPath } from '../../../../../src-renderer/ui/chart/raster/pixel-path';
import { Spans } from '../../../../../src-renderer/ui/chart/raster/spans';
import { addDisc, strokeParts } from '../../../../../src-renderer/ui/chart/raster/stroke';

type Points = readonly (readonly [x: number, y: number])[];

interface Ink {
  alpha: number;
  width: number;
  dash: readonly number[];
  dotRadius: number;
}

/** The coverage of each pixel, 0 to 1, row by row. */
function stroke(
  size: [number, number],
  lines: readonly Points[],
  { alpha = 1, width = 1, dash = [], dotRadius = 0 }: Partial<Ink> = {},
): number[] {
  const bitmap = new Bitmap(...size);
  const spans = new Spans();
  cutLines(pathOf(lines), bitmap.width, {
    visitLine: (parts) => strokeParts(parts, width, dash, spans),
    visitLonePoint: (x, y) => addDisc(spans, x, y, dotRadius),
  });
  bitmap.fillSpans(spans, packColor(0, 0, 0), Math.round(256 * alpha));
  const rows = new Uint32Array(bitmap.width * bitmap.height);
  bitmap.writeRows(rows);
  return Array.from(rows, (pixel) => (pixel >>> 24) / 255);
}

function pathOf(lines: readonly Points[]): PixelPath {
  const path = new PixelPath();
  const points = lines.flatMap((line) => [...line, [NaN, NaN] as const]);
  path.reset(points.length);
  for (const [x, y] of points) {
    path.x[path.length] = x;
    path.y[path.length] = y;
    path.length += 1;
  }
  return path;
}

const rounded = (values: readonly number[]): number[] =>
  values.map((value) => Math.round(value * 100) / 100);

/**
 * The coverage of a stroke found in another way: 8 by 8 samples of each pixel, each within half the width of the line
 * or not.
 */
function sampled([columns, rows]: [number, number], line: Points, width: number): number[] {
  const distance = (x: number, y: number): number => {
    let least = Infinity;
    for (let at = 1; at < line.length; at++) {
      const [[ax, ay], [bx, by]] = [line[at - 1] ?? [0, 0], line[at] ?? [0, 0]];
      const part =
        ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
      const t = Math.min(1, Math.max(0, part));
      least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    }
    return least;
  };
  return Array.from({ length: columns * rows }, (_, at) => {
    let inside = 0;
    for (let sample = 0; sample < 64; sample++) {
      const x = (at % columns) + ((sample % 8) + 0.5) / 8;
      const y = Math.floor(at / columns) + (Math.floor(sample / 8) + 0.5) / 8;
      if (distance(x, y) <= width / 2) inside += 1;
    }
    return inside / 64;
  });
}

function largestDifference(size: [number, number], line: Points, width: number): number {
  const [drawn, exact] = [stroke(size, [line], { width }), sampled(size, line, width)];
  return Math.max(...drawn.map((value, at) => Math.abs(value - (exact[at] ?? 0))));
}

describe('a line drawn into a picture', () => {
  it('covers the pixels around it by their part', () => {
    const level = stroke(
      [1, 4],
      [
        [
          [0, 1.75],
          [1, 1.75],
        ],
      ],
      { width: 1 },
    );
    expect(rounded(level)).toEqual([0, 0.75, 0.25, 0]);
    const thick = stroke(
      [1, 4],
      [
        [
          [0, 2],
          [1, 2],
        ],
      ],
      { width: 3 },
    );
    expect(rounded(thick)).toEqual([0.5, 1, 1, 0.5]);
  });

  it.each([
    ['level', 0, 1],
    ['of a gentle slope', 0.3, 1],
    ['of a gentle slope and wide', 0.45, 2.5],
    ['of 45 degrees', 1, 1.75],
    ['that falls steeply', 4, 1],
    ['that rises steeply and is wide', -3, 3],
  ])('%s looks as the stroke of a path does', (_, slope, width) => {
    const middle = 32;
    const line: Points = [
      [-20, middle - 30 * slope],
      [40, middle + 30 * slope],
    ];
    // The ends of the line are outside the picture.
    expect(largestDifference([20, 64], line, width)).toBeLessThan(0.13);
  });

  it('with gentle corners looks as the stroke of a path does', () => {
    const wave: Points = Array.from({ length: 24 }, (_, at) => [
      at * 1.5 - 5,
      16 + 8 * Math.sin(at / 4),
    ]);
    expect(largestDifference([24, 32], wave, 1.75)).toBeLessThan(0.2);
  });

  it('that goes up and down within a column fills it from its lowest to its highest point', () => {
    const noise: Points = [
      [0.1, 2],
      [0.3, 7],
      [0.5, 2],
      [0.7, 7],
      [0.9, 3],
    ];
    expect(rounded(stroke([1, 9], [noise]))).toEqual([0, 0.5, 1, 1, 1, 1, 1, 0.5, 0]);
  });

  it('that goes up and down from column to column does not reach beyond its highest and lowest points', () => {
    const noise: Points = Array.from({ length: 12 }, (_, at) => [at + 0.5, at % 2 === 0 ? 10 : 30]);
    const drawn = stroke([12, 40], [noise]);
    const rows = Array.from({ length: 40 }, (_, row) =>
      Math.max(...drawn.slice(12 * row, 12 * row + 12)),
    );
    expect(rows.slice(0, 9).every((value) => value === 0)).toBe(true);
    expect(rows.slice(11, 29).every((value) => value > 0.4)).toBe(true);
    expect(rows.slice(31).every((value) => value === 0)).toBe(true);
  });

  it('is the same drawn from the right to the left', () => {
    const line: Points = [
      [0.4, 1],
      [3.2, 6],
      [8.7, 2],
      [9.9, 2],
    ];
    const backwards = stroke([10, 8], [[...line].reverse()]);
    stroke([10, 8], [line]).forEach((value, at) => expect(backwards[at]).toBeCloseTo(value, 2));
  });

  it('is visible where it passes through the picture, with both ends outside', () => {
    const drawn = stroke(
      [3, 3],
      [
        [
          [-1e6, 1.5],
          [1e6, 1.5],
        ],
      ],
    );
    expect(rounded(drawn)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0]);
    expect(
      stroke(
        [3, 3],
        [
          [
            [-9, 1],
            [-1, 2],
          ],
        ],
      ).every((value) => value === 0),
    ).toBe(true);
    expect(
      stroke(
        [3, 3],
        [
          [
            [4, 1],
            [9, 2],
          ],
        ],
      ).every((value) => value === 0),
    ).toBe(true);
  });

  it('has gaps between its parts', () => {
    const drawn = stroke(
      [6, 1],
      [
        [
          [0, 0.5],
          [1.9, 0.5],
        ],
        [
          [4, 0.5],
          [5.9, 0.5],
        ],
      ],
    );
    expect(rounded(drawn)).toEqual([1, 1, 0, 0, 1, 1]);
  });

  it('is a dot where it has one point, if dots are asked for', () => {
    expect(stroke([3, 3], [[[1.5, 1.5]]]).every((value) => value === 0)).toBe(true);
    const [corner = 1, , , , middle] = stroke([3, 3], [[[1.5, 1.5]]], { dotRadius: 1.25 });
    expect(middle).toBe(1);
    expect(corner).toBeLessThan(0.5);
  });

  it('is as faint as asked for, also where it goes up and down', () => {
    const drawn = stroke(
      [1, 3],
      [
        [
          [0, 1.5],
          [0.5, 1.6],
          [1, 1.5],
        ],
      ],
      { alpha: 0.25 },
    );
    expect(drawn[1]).toBeCloseTo(0.25, 2);
  });
});

describe('a dashed line', () => {
  it('has dashes and gaps in turn, and begins with a dash', () => {
    const drawn = stroke(
      [12, 1],
      [
        [
          [0, 0.5],
          [12, 0.5],
        ],
      ],
      { dash: [3, 2] },
    );
    expect(rounded(drawn)).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]);
  });

  it('uses an odd number of lengths twice', () => {
    const drawn = stroke(
      [12, 1],
      [
        [
          [0, 0.5],
          [12, 0.5],
        ],
      ],
      { dash: [2] },
    );
    expect(rounded(drawn)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('keeps its dashes where noise makes its way much longer', () => {
    const noise: Points = Array.from({ length: 48 }, (_, at) => [at / 4, at % 2 === 0 ? 1 : 9]);
    const drawn = stroke([12, 10], [noise], { dash: [3, 2] });
    // Row 5 is within every column of the noise.
    expect(rounded(drawn.slice(60, 72))).toEqual([1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1]);
  });

  it.each([
    ['rises', 0, 200],
    ['falls', 200, 0],
  ])('has dashes and gaps of their length also where it %s steeply', (_, from, to) => {
    const drawn = stroke(
      [10, 200],
      [
        [
          [0, from],
          [10, to],
        ],
      ],
      { dash: [6, 4] },
    );
    const rows = Array.from({ length: 200 }, (_, row) =>
      Math.max(...drawn.slice(10 * row, 10 * row + 10)),
    );
    const part = rows.filter((value) => value > 0.5).length / rows.length;
    expect(part).toBeGreaterThan(0.5);
    expect(part).toBeLessThan(0.7);
    // 200 pixels up and 10 to the side are 200.2 along the line: 20 dashes.
    const starts = rows.filter((value, row) => value > 0.5 && !((rows[row - 1] ?? 0) > 0.5));
    expect(starts.length).toBeGreaterThanOrEqual(20);
    expect(starts.length).toBeLessThanOrEqual(21);
  });
});
