import { describe, expect, it } from 'vitest';
import { listEdgePoints } from '../../../src-renderer/editor/edge-points';
import { findPositionInView, isInside } from '../../../src-renderer/editor/free-position';

// A node is 132 × 68 pixels; 12 pixels beside it and 28 above and below it stay free; positions are tried in steps of 16.
const view = { x: 0, y: 0, width: 1000, height: 500 };

describe('the position of a new node', () => {
  it('is the wanted one where that is free', () => {
    expect(findPositionInView({ x: 300.4, y: 99.6 }, [])).toEqual({ x: 300, y: 100 });
    expect(findPositionInView({ x: 300, y: 100 }, [{ x: 300, y: 197 }])).toEqual({
      x: 300,
      y: 100,
    });
  });

  it('is the nearest free one: 96 pixels below or above a node that stands there', () => {
    expect(findPositionInView({ x: 300, y: 100 }, [{ x: 300, y: 100 }])).toEqual({
      x: 300,
      y: 196,
    });
  });

  it('is above where there is no room below in the view', () => {
    const position = findPositionInView({ x: 300, y: 432 }, [{ x: 300, y: 432 }], { view });
    expect(position).toEqual({ x: 300, y: 336 });
  });

  it('is beside an edge, unless the view has no other room', () => {
    const edge = listEdgePoints([{ from: 'a', to: 'b' }], {
      a: { x: 0, y: 216 },
      b: { x: 868, y: 216 },
    });
    const taken = [
      { x: 0, y: 216 },
      { x: 868, y: 216 },
    ];
    // The edge runs along y = 250, so that the card ends 12 pixels above it or begins as far below.
    const { x, y } = findPositionInView({ x: 400, y: 216 }, taken, { view, avoided: edge });
    expect(x).toBe(400);
    expect(Math.min(Math.abs(y - 250), Math.abs(y + 68 - 250))).toBeGreaterThanOrEqual(12);
    const low = { x: 0, y: 200, width: 1000, height: 100 };
    const inLow = findPositionInView({ x: 400, y: 216 }, taken, { view: low, avoided: edge });
    expect(inLow).toEqual({ x: 400, y: 216 });
  });

  it('is moved into the view, with room for a self-loop', () => {
    expect(findPositionInView({ x: 2000, y: -50 }, [], { view })).toEqual({ x: 868, y: 0 });
    expect(findPositionInView({ x: 2000, y: -50 }, [], { view, above: 56 })).toEqual({
      x: 868,
      y: 56,
    });
  });

  it('is outside the view where that is full', () => {
    const small = { x: 0, y: 0, width: 140, height: 80 };
    const position = findPositionInView({ x: 0, y: 0 }, [{ x: 0, y: 0 }], { view: small });
    expect(isInside(position, small)).toBe(false);
    expect(position).toEqual({ x: 0, y: 96 });
  });

  it('never lies on one of many nodes', () => {
    const taken = Array.from({ length: 300 }, (_, index) => ({
      x: (index % 20) * 150,
      y: Math.floor(index / 20) * 90,
    }));
    const { x, y } = findPositionInView({ x: 1400, y: 600 }, taken, { view });
    const covers = taken.some((other) => Math.abs(other.x - x) < 132 && Math.abs(other.y - y) < 68);
    expect(covers).toBe(false);
  });
});
