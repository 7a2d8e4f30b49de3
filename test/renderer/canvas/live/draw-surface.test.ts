import { describe, expect, it } from 'vitest';
import { drawSurface, strengthOf } from '../../../../src-renderer/canvas/live/draw-surface';

/** Notes what is painted on a canvas of 8 × 8 pixels. */
function paint(): { rects: unknown[]; arcs: unknown[] } {
  const rects: unknown[] = [];
  const arcs: unknown[] = [];
  const context = {
    fillStyle: '',
    globalAlpha: 1,
    clearRect: () => undefined,
    beginPath: () => undefined,
    fill: () => undefined,
    stroke: () => undefined,
    fillRect(x: number, y: number) {
      rects.push([this.fillStyle, x, y]);
    },
    arc(x: number, y: number) {
      arcs.push([this.fillStyle, x, y]);
    },
  };
  const canvas = { width: 8, getContext: () => context } as unknown as HTMLCanvasElement;
  drawSurface(
    canvas,
    {
      ...{ kind: 'surface', step: 1, loss: 'loss', size: 2, extent: 2 },
      classes: [0, 1, 2, 0],
      probabilities: [1, 1, 1, 1],
      examples: [[1, -2, 1]],
    },
    (index) => ['red', 'green', 'blue'][index] ?? '',
  );
  return { rects, arcs };
}

describe('the decision surface on the canvas', () => {
  it('has small x at the left and small y at the bottom', () => {
    const { rects, arcs } = paint();
    expect(rects).toEqual([
      ['red', 0, 4],
      ['green', 4, 4],
      ['blue', 0, 0],
      ['red', 4, 0],
    ]);
    // (1, −2) of ±2: three quarters to the right, at the bottom.
    expect(arcs).toEqual([['green', 6, 8]]);
  });

  it('is fainter where the model is less sure', () => {
    expect(strengthOf(1)).toBeCloseTo(0.62, 5);
    expect(strengthOf(0.65)).toBeCloseTo(0.37, 5);
    expect(strengthOf(0.2)).toBeCloseTo(0.12, 5);
  });
});
