import { describe, expect, it } from 'vitest';
import { computeColumnWindow } from '../../../src-renderer/data/column-window';

describe('computeColumnWindow', () => {
  it('draws all columns of a narrow table', () => {
    expect(computeColumnWindow(5, 150, 0, 1000)).toEqual({ start: 0, end: 5 });
    expect(computeColumnWindow(0, 150, 0, 1000)).toEqual({ start: 0, end: 0 });
  });

  it('draws the columns in view and two at each side, however many there are', () => {
    expect(computeColumnWindow(1000, 150, 0, 900)).toEqual({ start: 0, end: 8 });
    expect(computeColumnWindow(1000, 150, 1500, 900)).toEqual({ start: 8, end: 18 });
    expect(computeColumnWindow(1000, 150, 149_100, 900)).toEqual({ start: 992, end: 1000 });
  });

  it('stays within the table when it became narrower than it is scrolled', () => {
    expect(computeColumnWindow(3, 150, 90_000, 900)).toEqual({ start: 3, end: 3 });
    expect(computeColumnWindow(10, 150, -40, -10)).toEqual({ start: 0, end: 2 });
  });
});
