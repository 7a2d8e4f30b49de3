import { describe, expect, it } from 'vitest';
import { nearestIndex, placesOf, valueAt } from '../../../../../resources/report/axis-places.js';
import { nearestReading, readTracks } from '../../../../../resources/report/crosshair.js';
import { formatNumber, formatOn } from '../../../../../resources/report/number-text.js';
import { figureCsv } from '../../../../../resources/report/save-csv.js';
import { compareKeys, sortKey } from '../../../../../resources/report/sortable-tables.js';

const linear = {
  label: 'Step',
  isLog: false,
  min: 0,
  max: 10,
  categories: null,
  factor: 1,
  suffix: '',
};
const column = (...values: number[]): Float64Array => Float64Array.from(values);
const track = (series: number, x: number[], y: number[]) => ({
  series,
  x: column(...x),
  y: column(...y),
  lower: null,
  upper: null,
  n: null,
});

describe('values at the pointer', () => {
  it('are those of the nearest point of each line that reaches there', () => {
    const tracks = [track(0, [0, 5, 10], [1, 2, 3]), track(1, [0, 4], [7, 8])];
    expect(readTracks(tracks, 5).map(({ series, value }) => [series, value])).toEqual([[0, 2]]);
    expect(readTracks(tracks, 3).map(({ value }) => value)).toEqual([2, 8]);
  });

  it('are those after a break where a line has a place twice', () => {
    expect(readTracks([track(0, [0, 5, 5, 10], [1, NaN, 2, 3])], 5)[0]?.value).toBe(2);
  });

  it('name the line at the height of the pointer', () => {
    const readings = readTracks([track(0, [0], [1]), track(1, [0], [8])], 0);
    expect(nearestReading(readings, linear, 0.2)?.series).toBe(0);
    expect(nearestReading(readings, linear, 0.9)?.series).toBe(1);
    expect(nearestReading([], linear, 0.9)).toBeNull();
  });

  it('are at the places of the lines within the axis', () => {
    expect(placesOf([track(0, [8, 12], [0, 0]), track(1, [-1, 3, 8], [0, 0, 0])], linear)).toEqual([
      3, 8,
    ]);
    expect(nearestIndex([NaN], 1)).toBe(-1);
    expect(valueAt({ ...linear, isLog: true, min: 1, max: 100 }, 0.5)).toBe(10);
  });
});

describe('numbers', () => {
  it('have four significant figures, and the unit of their axis', () => {
    expect(formatNumber(12_345)).toBe('12,345');
    expect(formatNumber(0.123456)).toBe('0.1235');
    expect(formatNumber(0.0000123)).toBe('1.230e-5');
    expect(formatNumber(NaN)).toBe('–');
    expect(formatOn({ ...linear, factor: 100, suffix: ' %' }, 0.0212)).toBe('2.12 %');
    expect(formatOn({ ...linear, categories: ['a', 'b'] }, 1)).toBe('b');
  });
});

describe('tables', () => {
  it('are sorted by the number at the start of a cell, else by its text; cells without a value are last', () => {
    expect(sortKey('1,234.5 ± 3')).toBe(1234.5);
    expect(sortKey('−2 %')).toBe(-2);
    expect(sortKey('3-layer')).toBe('3-layer');
    expect(sortKey('–')).toBeNull();
    const order = (direction: 1 | -1) =>
      [2, null, 10, 1].sort((a, b) => compareKeys(a, b, direction));
    expect(order(1)).toEqual([1, 2, 10, null]);
    expect(order(-1)).toEqual([10, 2, 1, null]);
  });
});

describe('CSV', () => {
  it('has a row for each point, and no formula', () => {
    const panel = {
      title: null,
      box: { left: 0, top: 0, width: 1, height: 1 },
      x: linear,
      y: linear,
      levels: [],
      marks: [],
      tracks: [{ ...track(0, [1, 2], [0.5, 1]), lower: column(0, 0.5), upper: column(1, 1.5) }],
    };
    expect(figureCsv({ title: '', series: [{ label: '=A, "b"' }], panels: [panel] })).toBe(
      'panel,series,x,y,lower,upper\r\n,"\'=A, ""b""",1,0.5,0,1\r\n,"\'=A, ""b""",2,1,0.5,1.5\r\n',
    );
  });
});
