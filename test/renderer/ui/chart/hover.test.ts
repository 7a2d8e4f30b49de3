import { describe, expect, it } from 'vitest';
import { toPoints } from '../../../../src-renderer/ui/chart/chart-line';
import { findMeasuredPoint } from '../../../../src-renderer/ui/chart/hover';

const evenly = toPoints({ x: [100, 200, 300, 400], y: [1, 2, 3, 4] }, false);

describe('the point that the pointer finds', () => {
  it.each([
    [100, 0],
    [149, 0],
    [151, 1],
    [380, 3],
  ])('is the nearest measured one at %d', (x, index) =>
    expect(findMeasuredPoint(evenly, x, 5)).toBe(index),
  );

  it('is none before the line begins and after it has ended, but for a small distance', () => {
    expect(findMeasuredPoint(evenly, 90, 5)).toBe(-1);
    expect(findMeasuredPoint(evenly, 96, 5)).toBe(0);
    expect(findMeasuredPoint(evenly, 404, 5)).toBe(3);
    expect(findMeasuredPoint(evenly, 410, 5)).toBe(-1);
    expect(findMeasuredPoint([], 1, 5)).toBe(-1);
  });

  it('is the last one up to where training has diverged', () => {
    expect(findMeasuredPoint(evenly, 450, 5, 460)).toBe(3);
    expect(findMeasuredPoint(evenly, 470, 5, 460)).toBe(-1);
  });

  it('is none where points are missing', () => {
    // 100, 200, the break, 300, 400.
    const broken = toPoints({ x: [100, 200, 300, 400], y: [1, 2, 3, 4], breaks: [2] }, false);
    expect(findMeasuredPoint(broken, 149, 5)).toBe(0);
    expect(findMeasuredPoint(broken, 204, 5)).toBe(1);
    expect(findMeasuredPoint(broken, 249, 5)).toBe(-1);
    expect(findMeasuredPoint(broken, 251, 5)).toBe(-1);
    expect(findMeasuredPoint(broken, 297, 5)).toBe(3);
    expect(findMeasuredPoint(broken, 300, 5)).toBe(3);
    expect(findMeasuredPoint(broken, 390, 5)).toBe(4);
  });

  it('is also one that the axis cannot show', () => {
    const points = toPoints({ x: [1, 2, 3], y: [5, 0, 4] }, true);
    expect(findMeasuredPoint(points, 2.1, 0.1)).toBe(1);
  });
});
