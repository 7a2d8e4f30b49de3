import { describe, expect, it } from 'vitest';
import { findEndMark } from '../../../../src-renderer/ui/chart/draw-curves';
import { findEdgeMarks } from '#chart/lines/edge-points';
import { plotOf } from './plot';

describe('the cross at the end of a curve', () => {
  const linear = plotOf({ x: [0, 100], y: [0, 10] });

  it('is connected with the last point', () => {
    expect(findEndMark({ x: [0, 20], y: [10, 4] }, 25, linear)).toEqual({
      x: 25,
      y: 60,
      from: { x: 20, y: 60 },
    });
  });

  it('is drawn for curves with points only', () => {
    expect(findEndMark({ x: [], y: [] }, 25, linear)).toBeNull();
  });

  it('is at the lower edge, and not connected, where the last point has no place on the axis', () => {
    const log = plotOf({ x: [0, 100], y: [0.1, 10], logY: true });
    const curve = { x: [0, 20], y: [10, 0] };
    expect(findEndMark(curve, 25, log)).toEqual({ x: 25, y: 100, from: null });
  });

  it('stays in sight where the curve leaves the axis', () => {
    expect(findEndMark({ x: [0, 20], y: [1, 1e9] }, 25, linear)?.y).toBe(0);
  });
});

describe('the marks along the lower edge', () => {
  const curve = { x: Float32Array.of(0, 10, 20, 30, 40), y: [3, 0, NaN, -1, Infinity] };

  it('are those of values that a logarithmic axis cannot show', () => {
    expect(findEdgeMarks(curve, true)).toEqual({ below: [10, 30], notFinite: [20, 40] });
  });

  it('are on a linear axis only those of values that are not finite', () => {
    expect(findEdgeMarks(curve, false)).toEqual({ below: [], notFinite: [20, 40] });
  });
});
