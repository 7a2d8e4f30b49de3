import { describe, expect, it } from 'vitest';
import type { Curve } from '#chart/lines/chart-line';
import {
  findDrawnSpan,
  traceBand,
  traceCurve,
  tracePoints,
} from '../../../../src-renderer/ui/chart/curve-path';
import { plotOf, RecordedPath } from './plot';

const plot = plotOf({ x: [0, 10], y: [0, 10] });

function traced(curve: Curve, geometry = plot): string {
  const path = new RecordedPath();
  traceCurve(path, curve, geometry);
  return path.text;
}

describe('the path of a curve', () => {
  it('joins its points, from plain or typed columns', () => {
    expect(traced({ x: [0, 5, 10], y: [0, 10, 5] })).toBe('M0,100 L50,0 L100,50');
    const typed = { x: Float64Array.of(0, 5, 10), y: Float32Array.of(0, 10, 5) };
    expect(traced(typed)).toBe('M0,100 L50,0 L100,50');
  });

  it('breaks where points are missing and where a value is not finite', () => {
    expect(traced({ x: [0, 2, 4, 6], y: [1, 1, 1, 1], breaks: Uint32Array.of(2) })).toBe(
      'M0,90 L20,90 M40,90 L60,90',
    );
    expect(traced({ x: [0, 2, 4, 6, 8], y: [1, NaN, 1, Infinity, 1] })).toBe('M0,90 M40,90 M80,90');
  });

  it('breaks on a logarithmic axis at zeros and negative values', () => {
    const log = plotOf({ x: [0, 10], y: [0.1, 10], logY: true });
    expect(traced({ x: [0, 2, 4, 6, 8], y: [10, 1, 0, -1, 0.1] }, log)).toBe('M0,0 L20,50 M80,100');
    const logX = plotOf({ x: [1, 100], y: [0, 10], logX: true });
    expect(traced({ x: [0, 1, 10], y: [0, 0, 5] }, logX)).toBe('M0,100 L50,50');
  });

  it('begins and ends with the points beside the visible ones', () => {
    const x = Float64Array.from({ length: 100 }, (_, index) => index - 50);
    expect(findDrawnSpan(x, plot)).toEqual({ first: 49, end: 62 });
  });

  it('is not drawn millions of pixels away, where a canvas is not precise', () => {
    expect(traced({ x: [0, 5], y: [0, 1e30] })).toBe('M0,100 L50,-20000');
  });
});

describe('the points of a curve', () => {
  const points = (curve: Curve, onlyLone: boolean): string => {
    const path = new RecordedPath();
    tracePoints(path, curve, plot, { radius: 2, onlyLone });
    return path.text.replace(/M\S+ /g, '');
  };

  it('are discs at their places', () => {
    expect(points({ x: [0, 5], y: [0, 10] }, false)).toBe('o0,100 o50,0');
  });

  it('are drawn only in the plot and on its edge', () => {
    expect(points({ x: [-1, 0, 5, 10, 11], y: [5, 5, 11, 10, 5] }, false)).toBe('o0,50 o100,0');
  });

  it('that no line joins to another are drawn alone, since they would be invisible', () => {
    const curve = { x: [0, 2, 4, 6, 8], y: [5, NaN, 5, 5, 5], breaks: [4] };
    expect(points(curve, true)).toBe('o0,50 o80,50');
  });
});

describe('a band', () => {
  const band = (curve: Curve, lower: number[], upper: number[], geometry = plot): string => {
    const path = new RecordedPath();
    traceBand(path, curve, { lower, upper }, geometry);
    return path.text;
  };

  it('is a polygon along its upper end and back along its lower one', () => {
    expect(band({ x: [0, 10], y: [5, 5] }, [4, 3], [6, 7])).toBe('M0,40 L100,30 L100,70 L0,60 Z');
  });

  it('has a part for each side of a break, and none where it has no ends', () => {
    const curve = { x: [0, 2, 4, 6, 8], y: [5, 5, 5, 5, 5], breaks: [2] };
    expect(band(curve, [4, 4, 4, 4, NaN], [6, 6, 6, 6, NaN])).toBe(
      'M0,40 L20,40 L20,60 L0,60 Z M40,40 L60,40 L60,60 L40,60 Z',
    );
  });

  it('reaches to the edge of a logarithmic axis where its lower end is below zero', () => {
    const log = plotOf({ x: [0, 10], y: [0.1, 10], logY: true });
    expect(band({ x: [0, 10], y: [1, 1] }, [-1, 0.1], [10, 10], log)).toBe(
      'M0,0 L100,0 L100,100 L0,101 Z',
    );
  });
});
