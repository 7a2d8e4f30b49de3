import { expect, it } from 'vitest';
import { findModules, topologicalOrder } from '#spec/graph';
import { model } from './make';

const dense = { kind: 'dense', units: 4 };
const x = { kind: 'input', field: 'image' };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };

it('orders nodes behind all they hear from and names those on a cycle', () => {
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

it('keeps one module where a residual path goes round the cut', () => {
  const of = model({ x, a: dense, b: dense, sum: { kind: 'add' } }, [
    'x>a',
    'a>>b',
    'b>sum',
    'a>sum',
  ]);
  expect(findModules(of).map(({ nodes }) => nodes)).toEqual([['a', 'b', 'sum']]);
});

it('keeps two branches of one input apart until they join', () => {
  const nodes = { x, a: dense, b: dense, sum: { kind: 'add' }, loss };
  const of = model(nodes, ['x>a', 'x>b', 'a>>sum', 'b>>sum', 'sum>loss']);
  expect(findModules(of).map(({ nodes: ids }) => ids)).toEqual([['a'], ['b'], ['sum', 'loss']]);
});
