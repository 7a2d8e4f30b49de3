import { describe, expect, it } from 'vitest';
import { routeLeftwardEdges } from '#diagram/layout/leftward-edges';
import { nodeSize } from '#diagram/layout/geometry';

const { height } = nodeSize;
/** Two rows of two nodes, 60 pixels apart. */
const positions = {
  a: { x: 0, y: 0 },
  b: { x: 200, y: 0 },
  c: { x: 0, y: height + 60 },
  d: { x: 200, y: height + 60 },
};

describe('leftward edges', () => {
  it('lie in the middle between two rows', () => {
    expect([...routeLeftwardEdges([{ from: 'b', to: 'c' }], positions)]).toEqual([
      ['b->c', height + 30],
    ]);
  });

  it('exclude edges that lead to the right', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'c', to: 'd' },
      { from: 'a', to: 'nobody' },
    ];
    expect(routeLeftwardEdges(edges, positions).size).toBe(0);
  });

  it('lie below both nodes of one row, clear of other nodes', () => {
    expect(routeLeftwardEdges([{ from: 'd', to: 'c' }], positions).get('d->c')).toBe(
      2 * height + 60 + 20,
    );
    const hanging = { ...positions, e: { x: 100, y: 2 * height + 70 } };
    expect(routeLeftwardEdges([{ from: 'd', to: 'c' }], hanging).get('d->c')).toBe(
      3 * height + 70 + 20,
    );
    expect(routeLeftwardEdges([{ from: 'a', to: 'a' }], positions).size).toBe(0);
  });

  it('lie side by side, the one that leads furthest to the left on top', () => {
    const routes = routeLeftwardEdges(
      [
        { from: 'b', to: 'd' },
        { from: 'b', to: 'c' },
      ],
      positions,
    );
    expect(routes.get('b->c')).toBe(height + 20);
    expect(routes.get('b->d')).toBe(height + 40);
  });

  it('avoid a node that reaches into the space between the rows', () => {
    const routes = routeLeftwardEdges([{ from: 'b', to: 'c' }], {
      ...positions,
      hanging: { x: 100, y: 30 },
      c: { x: 0, y: 200 },
      d: { x: 200, y: 200 },
    });
    const y = routes.get('b->c') ?? 0;
    expect(y).toBeGreaterThan(30 + height);
    expect(y).toBeLessThan(200);
  });
});
