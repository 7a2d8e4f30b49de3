import { expect, it } from 'vitest';
import { lowerBatchMatMuls } from '#tensorflow/graph/passes/lower-batch-matmuls';
import { FLOAT, SketchGraph } from './sketch';

it('replaces a batch product of two matrices by a plain one', () => {
  const graph = new SketchGraph();
  graph.batchMatMul('product', ['a', 'b'], [2, 3], [true, false]);
  expect(graph.rewrite(lowerBatchMatMuls, ['product']).get('product')).toEqual({
    name: 'product',
    op: 'MatMul',
    inputs: ['a', 'b'],
    attributes: { transpose_a: { b: true }, transpose_b: { b: false }, T: FLOAT },
    controlInputs: [],
  });
});

it('keeps products with a batch axis, products without all attributes, and other ops', () => {
  const graph = new SketchGraph();
  const adjoint = { adj_x: { b: false }, adj_y: { b: false } };
  graph.batchMatMul('batch', ['a', 'b'], [5, 2, 3]);
  graph.node('untyped', 'BatchMatMulV2', ['a', 'b'], [2, 3], adjoint);
  graph.node('other', 'BatchMatMul', ['a', 'b'], [2, 3], { ...adjoint, T: FLOAT });
  const nodes = graph.rewrite(lowerBatchMatMuls, ['batch', 'untyped', 'other']);
  expect([...nodes.values()].map(({ op }) => op)).toEqual([
    'BatchMatMulV2',
    'BatchMatMulV2',
    'BatchMatMul',
  ]);
  expect(nodes.get('batch')?.attributes).toEqual({ ...adjoint, T: FLOAT });
});
