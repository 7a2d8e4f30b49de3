import { describe, expect, it } from 'vitest';
import { listAssignments } from '#analysis/commands/assignments';

describe('assignments', () => {
  it('set each leaf that differs', () => {
    expect(listAssignments({ a: { b: 1, c: [1, 2] } }, { a: { b: 2, c: [1, 3], d: 'x' } })).toEqual(
      [
        { path: 'a.b', value: 2 },
        { path: 'a.c', value: [1, 3] },
        { path: 'a.d', value: 'x' },
      ],
    );
    expect(listAssignments({ a: 1 }, { a: 1 })).toEqual([]);
  });

  it('set the object as a whole where a key of it is left out', () => {
    expect(listAssignments({ a: { b: 1, c: 2 }, d: 1 }, { a: { b: 5 }, d: 1 })).toEqual([
      { path: 'a', value: { b: 5 } },
    ]);
    expect(listAssignments({ a: 1, b: 2 }, { a: 1 })).toEqual([{ path: '', value: { a: 1 } }]);
  });

  it('name edges by their ends, and set the list where others are there', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c', warmup: 1 },
    ];
    const [first, second] = edges;
    expect(listAssignments({ edges }, { edges: [first, { ...second, warmup: 2 }] })).toEqual([
      { path: 'edges.b->c.warmup', value: 2 },
    ]);
    const others = [
      [second, first],
      [first],
      [first, second, { from: 'a', to: 'c' }],
      [first, second, first],
    ];
    for (const list of others)
      expect(listAssignments({ edges }, { edges: list })).toEqual([{ path: 'edges', value: list }]);
  });

  it('name other items of a list by their number', () => {
    expect(listAssignments([{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 3 }])).toEqual([
      { path: '1.a', value: 3 },
    ]);
  });
});
