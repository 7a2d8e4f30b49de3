import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate as selectRows, type DrawnColumns } from '#storage/decimate';

const decimate = (columns: DrawnColumns, points: number): number[] => [
  ...selectRows(columns, points),
];

describe('decimate', () => {
  it('keeps every row of a short curve, whatever its value', () => {
    const x = Float64Array.from([0, 1, 2, 3]);
    const y = Float64Array.from([5, NaN, 4, Infinity]);
    expect(decimate({ x, y }, 10)).toEqual([0, 1, 2, 3]);
    expect(decimate({ x: x.subarray(0, 0), y: y.subarray(0, 0) }, 10)).toEqual([]);
  });

  it('keeps every peak, the first and the last row, in order and within the number of points', () => {
    const count = 10_000;
    const x = Float64Array.from({ length: count }, (_, index) => index);
    const y = x.map((at) => Math.sin(at / 500));
    y[1234] = 50;
    y[7777] = -50;
    const kept = decimate({ x, y }, 100);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept.length).toBeGreaterThan(80);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect([kept[0], kept.at(-1)]).toEqual([0, count - 1]);
    expect(kept).toContain(1234);
    expect(kept).toContain(7777);
  });

  it('selects the minimum and maximum of each column by step, not by row', () => {
    // Steps 0 to 8 lie in the first of two columns [0, 50) and [50, 100].
    const x = Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 100]);
    const y = Float64Array.from([0, 5, 1, -3, 0, 0, 0, 9, 0, 2]);
    expect(decimate({ x, y: y.map((value) => value + 4) }, 7)).toEqual([0, 3, 7, 9]);
    // Where some values are above zero and others not, also the smallest one above zero.
    expect(decimate({ x, y }, 9)).toEqual([0, 2, 3, 7, 9]);
  });

  it('keeps a row of each column that is not finite, so that the line breaks there', () => {
    const x = Float64Array.from({ length: 1000 }, (_, row) => row);
    const y = x.map((row) => (row >= 400 && row < 600 ? NaN : 1 + (row % 7)));
    const kept = decimate({ x, y }, 100);
    const broken = kept.filter((row) => Number.isNaN(y[row]));
    expect(broken.length).toBeGreaterThan(5);
    expect(broken.every((row) => row >= 400 && row < 600)).toBe(true);
    // The gap begins and ends in the column where it does on disk.
    const width = 1000 / 40;
    expect(Math.min(...broken)).toBeLessThan(400 + width);
    expect(Math.max(...broken)).toBeGreaterThan(599 - width);
    // A single value is not lost among the others of its column.
    const single = x.map((row) => (row === 501 ? Infinity : 1));
    expect(decimate({ x, y: single }, 100)).toContain(501);
  });

  it('keeps the last row and the last finite one, from which a moving average goes on', () => {
    const x = Float64Array.from({ length: 1000 }, (_, row) => row);
    const y = x.map((row) => (row > 700 ? NaN : 5));
    const kept = decimate({ x, y }, 20);
    expect(kept).toContain(700);
    expect(kept.at(-1)).toBe(999);
    expect(decimate({ x, y: x.map(() => NaN) }, 20)[0]).toBe(0);
  });

  it('keeps the rows where a band reaches furthest, besides the extremes of the curve', () => {
    const x = Float64Array.from({ length: 10_000 }, (_, row) => row);
    const y = x.map((at) => 2 + Math.sin(at / 500));
    const [lower, upper] = [y.map((value) => value - 0.1), y.map((value) => value + 0.1)];
    lower[1111] = -5;
    upper[6666] = 9;
    lower[8000] = NaN;
    const kept = decimate({ x, y, band: { lower, upper } }, 100);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(kept).toContain(1111);
    expect(kept).toContain(6666);
    const highest = y.indexOf(Math.max(...y));
    expect(kept).toContain(highest);
  });

  it('never returns more rows than asked for, and always the extremes', () => {
    const values = fc.array(
      fc.oneof(fc.double({ noNaN: true, min: -10, max: 10 }), fc.constantFrom(0, NaN, Infinity)),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 10, max: 60 }), (list, points) => {
        const y = Float64Array.from(list);
        const kept = decimate({ x: y.map((_, row) => row), y }, points);
        expect(kept.length).toBeLessThanOrEqual(points);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        const finite = (rows: number[]): number[] =>
          rows.map((row) => y[row] ?? NaN).filter(Number.isFinite);
        const all = finite([...y.keys()]);
        const positive = (entries: number[]): number[] => entries.filter((entry) => entry > 0);
        expect(Math.max(...finite(kept))).toBe(Math.max(...all));
        expect(Math.min(...finite(kept))).toBe(Math.min(...all));
        expect(Math.min(...positive(finite(kept)))).toBe(Math.min(...positive(all)));
      }),
    );
  });

  it('selects what a plain search of each column of the chart finds, in any part of the rows', () => {
    const value = fc.oneof(
      // Equal values too: of these the first is kept.
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) },
      { weight: 1, arbitrary: fc.constantFrom(0, -1, NaN, Infinity) },
    );
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), value), {
      minLength: 60,
      maxLength: 200,
    });
    fc.assert(
      fc.property(rows, fc.nat(20), fc.nat(20), fc.integer({ min: 10, max: 40 }), (...given) => {
        const [list, skipped, dropped, points] = given;
        let place = 0;
        const x = Float64Array.from(list, ([distance]) => (place += distance));
        const y = Float64Array.from(list, ([, number]) => number);
        const start = Math.min(skipped, y.length - 1);
        const end = Math.max(start + 1, y.length - dropped);
        const kept = [...selectRows({ x, y }, points, start, end)];
        expect(kept).toEqual(searchPlainly(x, y, points, start, end));
      }),
    );
  });
});

/** As `decimate` describes it, with lists of rows. */
function searchPlainly(
  x: Float64Array,
  y: Float64Array,
  points: number,
  start: number,
  end: number,
): number[] {
  const rows = [...y.keys()].slice(start, end);
  if (rows.length <= points) return rows;
  const at = (row: number): number => y[row] ?? NaN;
  const best = (of: number[], isBetter: (a: number, b: number) => boolean): number[] =>
    of.length === 0 ? [] : [of.reduce((a, b) => (isBetter(at(b), at(a)) ? b : a))];
  const select = (columns: number): number[] => {
    const [origin, last] = [x[start] ?? 0, x[end - 1] ?? 0];
    const width = (last - origin) / columns || 1;
    const columnOf = (row: number): number => {
      let column = 1;
      while (column < columns && (x[row] ?? 0) >= origin + column * width) column += 1;
      return column;
    };
    const selected = new Set([start, end - 1]);
    for (let column = 1; column <= columns; column += 1) {
      const own = rows.filter((row) => columnOf(row) === column);
      const finite = own.filter((row) => Number.isFinite(at(row)));
      const positive = finite.filter((row) => at(row) > 0);
      const lowest = best(finite, (a, b) => a < b);
      const kept = [...lowest, ...best(finite, (a, b) => a > b)];
      if (lowest.some((row) => at(row) <= 0)) kept.push(...best(positive, (a, b) => a < b));
      kept.push(...own.filter((row) => !finite.includes(row)).slice(-1));
      for (const row of kept) selected.add(row);
    }
    const lastFinite = rows.filter((row) => Number.isFinite(at(row))).pop();
    return [...selected.add(lastFinite ?? start)].sort((a, b) => a - b);
  };
  let columns = Math.floor((points - 3) / 2);
  let selected = select(columns);
  while (selected.length > points && columns > 1) {
    columns = Math.floor((columns * points) / selected.length);
    selected = select(columns);
  }
  return selected;
}
