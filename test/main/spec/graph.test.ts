import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  findCycles,
  findModules,
  findNearestLosses,
  indexEdges,
  stronglyConnectedComponents,
  topologicalOrder,
} from '#spec/graph';
import { model } from './make';

const dense = { kind: 'dense', units: 4 };
const x = { kind: 'input', field: 'image' };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };

it('sorts nodes topologically and lists those on a cycle', () => {
  const nodes = { c: dense, b: dense, x, a: dense };
  expect(topologicalOrder(model(nodes, ['x>a', 'a>b', 'b>c'])).order).toEqual(['x', 'a', 'b', 'c']);
  const looped = topologicalOrder(model(nodes, ['x>a', 'b>c', 'c>b']));
  expect(looped).toEqual({ order: ['x', 'a'], cyclic: ['c', 'b'] });
});

it('cuts a chain into three modules', () => {
  const of = model({ x, a: dense, b: dense, c: dense, loss }, ['x>a', 'a>>b', 'b>>c', 'c>loss']);
  expect(findModules(of)).toEqual([
    { id: 'a', nodes: ['a'], outgoing: ['a->b'], incoming: [] },
    { id: 'b', nodes: ['b'], outgoing: ['b->c'], incoming: ['a->b'] },
    { id: 'c', nodes: ['c', 'loss'], outgoing: [], incoming: ['b->c'] },
  ]);
});

it('keeps one module where a residual path bypasses the decoupled edge', () => {
  const of = model({ x, a: dense, b: dense, sum: { kind: 'add' } }, [
    'x>a',
    'a>>b',
    'b>sum',
    'a>sum',
  ]);
  expect(findModules(of).map(({ nodes }) => nodes)).toEqual([['a', 'b', 'sum']]);
});

it('separates two branches of one input until they join', () => {
  const nodes = { x, a: dense, b: dense, sum: { kind: 'add' }, loss };
  const of = model(nodes, ['x>a', 'x>b', 'a>>sum', 'b>>sum', 'sum>loss']);
  expect(findModules(of).map(({ nodes: ids }) => ids)).toEqual([['a'], ['b'], ['sum', 'loss']]);
});

it('finds strongly connected components over delayed edges, each after those it depends on', () => {
  const of = model({ x, a: dense, b: dense, c: dense, d: dense }, ['x>a', 'a>b', 'b>c', 'c>d']);
  // c feeds back to a and d to itself: a, b and c form a cycle, d one of its own.
  of.edges.push({ from: 'c', to: 'a', delay: 1 }, { from: 'd', to: 'd', delay: 1 });
  expect(stronglyConnectedComponents(of, new Set(['x', 'a', 'b', 'c', 'd']))).toEqual([
    ['x'],
    ['a', 'b', 'c'],
    ['d'],
  ]);
  // Without b there is no cycle, and a depends on c over the delayed edge alone.
  expect(stronglyConnectedComponents(of, new Set(['a', 'c', 'd']))).toEqual([['c'], ['a'], ['d']]);
});

/** Models of a few nodes, some of them losses or activations, with edges between any of them. */
const anyModel = fc
  .record({
    kinds: fc.array(fc.constantFrom('dense', 'activation', 'softmaxCrossEntropy'), {
      minLength: 1,
      maxLength: 7,
    }),
    edges: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.boolean()), { maxLength: 14 }),
  })
  .map(({ kinds, edges }) => {
    const name = (index: number): string => `n${index % kinds.length}`;
    const settings = { dense, activation: { kind: 'activation' }, softmaxCrossEntropy: loss };
    const of = model(
      Object.fromEntries(
        kinds.map((kind, index) => [`n${index}`, settings[kind as keyof typeof settings]]),
      ),
      [],
    );
    of.edges = edges.map(([from, to, isDelayed]) => ({
      from: name(from),
      to: name(to),
      ...(isDelayed && { delay: 1 as const }),
    }));
    return of;
  });

it('finds cycles that have no node in common, and leaves none', () => {
  fc.assert(
    fc.property(anyModel, (of) => {
      const ids = new Set(Object.keys(of.nodes));
      const edges = indexEdges(of);
      const cycles = findCycles(ids, edges);
      const members = cycles.flat();
      expect(new Set(members).size).toBe(members.length);
      for (const cycle of cycles)
        cycle.forEach((id, index) => {
          const next = cycle[(index + 1) % cycle.length];
          expect(edges.outgoing(id).map(({ to }) => to)).toContain(next);
          expect(Number(cycle[0]?.slice(1))).toBeLessThanOrEqual(Number(id.slice(1)));
        });
      // What is left can be sorted topologically.
      const left = of.edges.filter(
        (edge) => ![edge.from, edge.to].some((id) => members.includes(id)),
      );
      const undelayed = left.map(({ from, to }) => ({ from, to }));
      expect(topologicalOrder({ ...of, edges: undelayed }).cyclic).toEqual([]);
    }),
  );
});

it('finds for each node the loss that a breadth-first search finds first', () => {
  const passes = ({ kind }: { kind: string }): boolean => kind === 'activation';
  fc.assert(
    fc.property(anyModel, fc.boolean(), (of, isLimited) => {
      const nearest = findNearestLosses(of, isLimited ? passes : undefined);
      for (const [start, node] of Object.entries(of.nodes)) {
        const reached = new Set([start]);
        let found: unknown;
        for (const id of reached) {
          const at = of.nodes[id];
          if (at?.kind === 'softmaxCrossEntropy') {
            found = at;
            break;
          }
          if (isLimited && id !== start && at && !passes(at)) continue;
          for (const edge of of.edges) if (edge.from === id) reached.add(edge.to);
        }
        expect(nearest.get(start), `${start}, ${node.kind}`).toBe(found);
      }
    }),
  );
});
