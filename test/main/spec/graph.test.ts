import { expect, it } from 'vitest';
import { findModules, stronglyConnectedComponents, topologicalOrder } from '#spec/graph';
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
