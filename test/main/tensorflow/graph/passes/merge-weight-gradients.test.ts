import { expect, it } from 'vitest';
import { mergeWeightGradients } from '#tensorflow/graph/passes/merge-weight-gradients';
import { FLOAT, SketchGraph } from './sketch';

/** A graph with the products g0, g1, ... = hᵢᵀ · dᵢ of shape [64, 48], each a sum over `rows` rows. */
function gradients(count: number, rows: number): SketchGraph {
  const graph = new SketchGraph();
  for (let tick = 0; tick < count; tick++) {
    graph.node(`h${tick}`, 'Placeholder', [], [rows, 64]);
    graph.node(`d${tick}`, 'Placeholder', [], [rows, 48]);
    graph.matMul(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]);
  }
  return graph;
}

it('merges the gradients of a weight that is used in several ticks into one product', () => {
  const graph = gradients(3, 8);
  graph.node('other', 'Placeholder', [], [64, 48]);
  graph.node('sum1', 'AddV2', ['g0', 'g1'], [64, 48]);
  graph.node('sum2', 'AddV2', ['other', 'sum1'], [64, 48]);
  graph.node('sum3', 'AddV2', ['sum2', 'g2'], [64, 48]);
  const nodes = graph.rewrite(mergeWeightGradients, ['sum3']);
  const products = [...nodes.values()].filter(({ op }) => op === 'MatMul');
  expect(products).toHaveLength(1);
  const stacks = (products[0]?.inputs ?? []).map((name) => nodes.get(name)?.inputs.slice(0, 3));
  const order = (stacks[0] ?? []).map((name) => name.replace('h', ''));
  expect([...order].sort()).toEqual(['0', '1', '2']);
  expect(stacks[1]).toEqual(order.map((tick) => `d${tick}`));
  expect(nodes.get('sum3')).toMatchObject({ op: 'AddN', inputs: [products[0]?.name, 'other'] });
});

it('gives the product the name of the sum where there is no other term', () => {
  const graph = gradients(2, 8);
  graph.node('sum', 'Add', ['g0', 'g1'], [64, 48]);
  const nodes = graph.rewrite(mergeWeightGradients, ['sum']);
  expect(nodes.get('sum')).toMatchObject({
    op: 'MatMul',
    inputs: ['sum/stacked-0', 'sum/stacked-1'],
    attributes: { transpose_a: { b: true }, transpose_b: { b: false }, T: FLOAT },
  });
  // Stacked along the batch: axis 0.
  const axis = graph.constants.int32([], [0]);
  expect(nodes.get('sum/stacked-0')).toMatchObject({
    op: 'ConcatV2',
    inputs: ['h1', 'h0', axis],
    attributes: { N: { i: 2 }, T: FLOAT, Tidx: { type: 3 } },
  });
  expect(nodes.get('sum/stacked-1')?.inputs).toEqual(['d1', 'd0', axis]);
});

it('does not merge products whose factors cost more to stack than their results to add', () => {
  const graph = gradients(2, 500);
  graph.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
  expect(graph.rewrite(mergeWeightGradients, ['sum']).get('sum')?.op).toBe('AddV2');
});

it.each([
  // 64 · 48 · 2 / (64 + 48) = 54.86
  [54, 'MatMul'],
  [55, 'AddV2'],
])('for %i rows computes the sum by %s', (rows, op) => {
  const graph = gradients(2, rows);
  graph.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
  expect(graph.rewrite(mergeWeightGradients, ['sum']).get('sum')?.op).toBe(op);
});

it('keeps a product that something else uses too, and a sum that broadcasts', () => {
  const graph = gradients(4, 8);
  graph.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
  graph.node('user', 'Neg', ['g1'], [64, 48]);
  graph.node('broadcast', 'AddV2', ['g2', 'g3'], [2, 64, 48]);
  const nodes = graph.rewrite(mergeWeightGradients, ['sum', 'user', 'broadcast']);
  expect(nodes.get('sum')).toMatchObject({ op: 'AddV2', inputs: ['g0', 'g1'] });
  expect(nodes.get('broadcast')?.op).toBe('AddV2');
});
