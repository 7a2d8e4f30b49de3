import { describe, expect, it } from 'vitest';
import { findFreePosition, computeLayout } from '#diagram/layout/compute-layout';
import { nodeSize } from '#diagram/layout/geometry';
import { buildExperiment } from '../../../renderer/editor/experiment';

const wide = { width: 4000, height: 800 };
const chain = buildExperiment('image>a a/b b>c c>d d>e e>loss');

function findOverlaps(positions: Record<string, { x: number; y: number }>): string[] {
  const all = Object.entries(positions);
  return all.flatMap(([id, a], index) =>
    all
      .slice(index + 1)
      .filter(
        ([, b]) => Math.abs(a.x - b.x) < nodeSize.width && Math.abs(a.y - b.y) < nodeSize.height,
      )
      .map(([otherId]) => `${id} and ${otherId}`),
  );
}

describe('layout', () => {
  it('places a chain from left to right in one row', () => {
    const positions = computeLayout(chain, {}, wide);
    const xs = ['image', 'a', 'b', 'c', 'd', 'e', 'loss'].map((id) => positions[id]?.x ?? NaN);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(Object.values(positions).map(({ y }) => y)).size).toBe(1);
  });

  it('leaves space for the shape of a message on an edge', () => {
    const gap = (shapes: Record<string, number[]>) => {
      const positions = computeLayout(chain, shapes, wide);
      return (positions['b']?.x ?? 0) - (positions['a']?.x ?? 0) - nodeSize.width;
    };
    expect(gap({ a: [28, 28, 128] })).toBeGreaterThan(gap({ a: [4] }) + 20);
  });

  it('breaks a long chain into rows in a small viewport', () => {
    const viewport = { width: 740, height: 490 };
    const positions = computeLayout(chain, {}, viewport);
    const width = Math.max(...Object.values(positions).map(({ x }) => x)) + nodeSize.width;
    expect((viewport.width - 64) / width).toBeGreaterThan(0.8);
    expect(new Set(Object.values(positions).map(({ y }) => y)).size).toBe(2);
    expect(findOverlaps(positions)).toEqual([]);
  });

  it('lays out branches, isolated nodes and cycles without overlaps', () => {
    for (const text of [
      'image>a a>sum a>b b>sum sum>loss alone',
      'image>a a>b b>c c>a image>sum b>sum sum>loss',
    ])
      for (const viewport of [wide, { width: 500, height: 400 }])
        expect(findOverlaps(computeLayout(buildExperiment(text), {}, viewport))).toEqual([]);
  });

  it('keeps a chain level and in order in spite of self-loops and recurrent edges', () => {
    const spec = buildExperiment('image>sum sum>core core~core core~sum core>b b>loss', {
      task: { kind: 'counting' },
    });
    const positions = computeLayout(spec, {}, wide);
    const row = ['image', 'sum', 'core', 'b', 'loss'].map(
      (id) => positions[id] ?? { x: NaN, y: NaN },
    );
    expect(new Set(row.map(({ y }) => y)).size).toBe(1);
    expect(row.map(({ x }) => x)).toEqual(row.map(({ x }) => x).toSorted((a, b) => a - b));
  });

  it('leaves space for the self-loops of one column', () => {
    const spec = buildExperiment('image>core image>slow core~core slow~slow core>sum slow>sum', {
      task: { kind: 'counting' },
    });
    const positions = computeLayout(spec, {}, wide);
    const apart = Math.abs((positions['core']?.y ?? 0) - (positions['slow']?.y ?? 0));
    expect(apart).toBeGreaterThanOrEqual(nodeSize.height + 56);
  });

  it('keeps saved positions, and places new nodes between their neighbours', () => {
    const saved = { a: { x: 0, y: 10 }, b: { x: 400, y: 10 }, image: { x: -300, y: 10 } };
    const positions = computeLayout(
      buildExperiment('image>a a>n n>b alone', { canvas: { positions: saved } }),
      {},
      wide,
    );
    expect(positions).toMatchObject(saved);
    expect(positions['n']).toEqual({ x: 200, y: 10 });
    expect(positions['alone']?.y).toBeGreaterThan(10 + nodeSize.height);
  });

  it('finds the first free position below', () => {
    const position = findFreePosition({ x: 0, y: 0 }, [
      { x: 20, y: 5 },
      { x: 0, y: 100 },
    ]);
    expect(position.x).toBe(0);
    expect(position.y).toBeGreaterThanOrEqual(168);
    const looped = findFreePosition({ x: 0, y: 100 }, [{ x: 0, y: 0 }], 56);
    expect(looped.y).toBeGreaterThanOrEqual(68 + 56);
  });

  it('is empty for a model without nodes', () => {
    const empty = { ...chain, model: { nodes: {}, edges: [], modules: {} } };
    expect(computeLayout(empty, {}, wide)).toEqual({});
  });
});
