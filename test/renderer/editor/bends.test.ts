import { describe, expect, it } from 'vitest';
import { bendsOf } from '../../../src-renderer/editor/bends';
import { cardSize } from '../../../src-renderer/editor/layout';

const { height } = cardSize;
/** Two rows of two cards, 60 pixels apart. */
const places = {
  a: { x: 0, y: 0 },
  b: { x: 200, y: 0 },
  c: { x: 0, y: height + 60 },
  d: { x: 200, y: height + 60 },
};

describe('bends', () => {
  it('run in the middle between two rows', () => {
    expect([...bendsOf([{ from: 'b', to: 'c' }], places)]).toEqual([['b->c', height + 30]]);
  });

  it('leave edges that lead on alone', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'c', to: 'd' },
      { from: 'a', to: 'nobody' },
    ];
    expect(bendsOf(edges, places).size).toBe(0);
  });

  it('run below both cards of one row, clear of those that stand there', () => {
    expect(bendsOf([{ from: 'd', to: 'c' }], places).get('d->c')).toBe(2 * height + 60 + 20);
    const hanging = { ...places, e: { x: 100, y: 2 * height + 70 } };
    expect(bendsOf([{ from: 'd', to: 'c' }], hanging).get('d->c')).toBe(3 * height + 70 + 20);
    expect(bendsOf([{ from: 'a', to: 'a' }], places).size).toBe(0);
  });

  it('lie side by side, the one that goes furthest on top', () => {
    const bends = bendsOf(
      [
        { from: 'b', to: 'd' },
        { from: 'b', to: 'c' },
      ],
      places,
    );
    expect(bends.get('b->c')).toBe(height + 20);
    expect(bends.get('b->d')).toBe(height + 40);
  });

  it('go around a card that hangs into the gap', () => {
    const bends = bendsOf([{ from: 'b', to: 'c' }], {
      ...places,
      hanging: { x: 100, y: 30 },
      c: { x: 0, y: 200 },
      d: { x: 200, y: 200 },
    });
    const bend = bends.get('b->c') ?? 0;
    expect(bend).toBeGreaterThan(30 + height);
    expect(bend).toBeLessThan(200);
  });
});
