import { describe, expect, it } from 'vitest';
import { clipLine, clipPolygon } from '#exchange/figure/draw/clip';
import { decimateLine } from '#exchange/figure/draw/decimate-line';

const edges = { left: 0, right: 10, top: 0, bottom: 10 };

describe('a line that leaves the plot', () => {
  it('comes back as another part', () => {
    // Over the upper edge between x = 2 and x = 8, where it is at y = -4 in the middle.
    expect(clipLine([0, 4, 5, -6, 10, 4], edges)).toEqual([
      [0, 4, 2, 0],
      [8, 0, 10, 4],
    ]);
  });

  it('keeps what crosses the plot between two points outside', () => {
    expect(clipLine([-5, 5, 15, 5], edges)).toEqual([[0, 5, 10, 5]]);
    expect(clipLine([-5, 11, 15, 11], edges)).toEqual([]);
  });

  it('is one part where it is inside', () => {
    expect(clipLine([0, 0, 5, 10, 10, 0], edges)).toEqual([[0, 0, 5, 10, 10, 0]]);
  });
});

describe('a polygon', () => {
  it('is cut off at the edges', () => {
    // A triangle with its tip above: the trapezium below the edge is left.
    const clipped = clipPolygon([0, 10, 5, -10, 10, 10], edges);
    const corners = new Set(
      Array.from({ length: clipped.length / 2 }, (_, index) =>
        clipped.slice(2 * index, 2 * index + 2).join(),
      ),
    );
    expect(corners).toEqual(new Set(['0,10', '2.5,0', '7.5,0', '10,10']));
  });

  it('is nothing where it is outside', () => {
    expect(clipPolygon([20, 0, 30, 0, 30, 10], edges)).toEqual([]);
  });
});

describe('a line of many points', () => {
  it('keeps the first, the lowest, the highest and the last of each column', () => {
    const column = [0.1, 5, 0.2, 9, 0.3, 1, 0.4, 6];
    expect(decimateLine([...column, 1.5, 3], 1)).toEqual([...column, 1.5, 3]);
    expect(decimateLine([0.1, 5, 0.15, 6, 0.2, 9, 0.25, 4, 0.3, 1, 0.35, 3, 0.4, 6], 1)).toEqual(
      column,
    );
  });

  it('may go back', () => {
    const there = [0, 0, 5, 1, 0, 2];
    expect(decimateLine(there, 1)).toEqual(there);
  });
});
