import { describe, expect, it } from 'vitest';
import { cardSize, freePlace, layoutOf } from '../../../src-renderer/editor/layout';
import { experimentOf } from './experiment';

const wide = { width: 4000, height: 800 };
const chain = experimentOf('image>a a/b b>c c>d d>e e>loss');

function overlaps(places: Record<string, { x: number; y: number }>): string[] {
  const all = Object.entries(places);
  return all.flatMap(([one, a], index) =>
    all
      .slice(index + 1)
      .filter(
        ([, b]) => Math.abs(a.x - b.x) < cardSize.width && Math.abs(a.y - b.y) < cardSize.height,
      )
      .map(([other]) => `${one} and ${other}`),
  );
}

describe('layout', () => {
  it('puts a chain from left to right', () => {
    const places = layoutOf(chain, {}, wide);
    const xs = ['image', 'a', 'b', 'c', 'd', 'e', 'loss'].map((id) => places[id]?.x ?? NaN);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(Object.values(places).map(({ y }) => y)).size).toBe(1);
  });

  it('keeps room for the shape on an edge', () => {
    const gap = (shapes: Record<string, number[]>) => {
      const places = layoutOf(chain, shapes, wide);
      return (places['b']?.x ?? 0) - (places['a']?.x ?? 0) - cardSize.width;
    };
    expect(gap({ a: [28, 28, 128] })).toBeGreaterThan(gap({ a: [4] }) + 20);
  });

  it('breaks a long chain into rows in a small room', () => {
    const room = { width: 740, height: 490 };
    const places = layoutOf(chain, {}, room);
    const width = Math.max(...Object.values(places).map(({ x }) => x)) + cardSize.width;
    expect((room.width - 64) / width).toBeGreaterThan(0.8);
    expect(new Set(Object.values(places).map(({ y }) => y)).size).toBe(2);
    expect(overlaps(places)).toEqual([]);
  });

  it('lays out branches, islands and cycles without one card on another', () => {
    for (const text of [
      'image>a a>sum a>b b>sum sum>loss alone',
      'image>a a>b b>c c>a image>sum b>sum sum>loss',
    ])
      for (const room of [wide, { width: 500, height: 400 }])
        expect(overlaps(layoutOf(experimentOf(text), {}, room))).toEqual([]);
  });

  it('keeps chains level with loops above them, and recurrent edges from turning them round', () => {
    const of = experimentOf('image>sum sum>core core~core core~sum core>b b>loss', {
      task: { kind: 'counting' },
    });
    const places = layoutOf(of, {}, wide);
    const row = ['image', 'sum', 'core', 'b', 'loss'].map((id) => places[id] ?? { x: NaN, y: NaN });
    expect(new Set(row.map(({ y }) => y)).size).toBe(1);
    expect(row.map(({ x }) => x)).toEqual(row.map(({ x }) => x).toSorted((a, b) => a - b));
  });

  it('leaves room for the loops of one column', () => {
    const of = experimentOf('image>core image>slow core~core slow~slow core>sum slow>sum', {
      task: { kind: 'counting' },
    });
    const places = layoutOf(of, {}, wide);
    const apart = Math.abs((places['core']?.y ?? 0) - (places['slow']?.y ?? 0));
    expect(apart).toBeGreaterThanOrEqual(cardSize.height + 56);
  });

  it('keeps saved places, and puts new nodes between their neighbours', () => {
    const positions = { a: { x: 0, y: 10 }, b: { x: 400, y: 10 }, image: { x: -300, y: 10 } };
    const places = layoutOf(
      experimentOf('image>a a>n n>b alone', { canvas: { positions } }),
      {},
      wide,
    );
    expect(places).toMatchObject(positions);
    expect(places['n']).toEqual({ x: 200, y: 10 });
    expect(places['alone']?.y).toBeGreaterThan(10 + cardSize.height);
  });

  it('moves down until a place is free', () => {
    const place = freePlace({ x: 0, y: 0 }, [
      { x: 20, y: 5 },
      { x: 0, y: 100 },
    ]);
    expect(place.x).toBe(0);
    expect(place.y).toBeGreaterThanOrEqual(168);
    const looped = freePlace({ x: 0, y: 100 }, [{ x: 0, y: 0 }], 56);
    expect(looped.y).toBeGreaterThanOrEqual(68 + 56);
  });

  it('places nothing where there is nothing', () => {
    const empty = { ...chain, model: { nodes: {}, edges: [], modules: {} } };
    expect(layoutOf(empty, {}, wide)).toEqual({});
  });
});
