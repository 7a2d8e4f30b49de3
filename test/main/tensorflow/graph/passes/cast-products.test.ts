import { expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { castProducts } from '#tensorflow/graph/passes/cast-products';
import { arrangeProducts } from '#tensorflow/graph/passes/optimize';
import { FLOAT, SketchGraph } from './sketch';

const BFLOAT16 = { type: 14 };

/** `name = op(inputs): type` for each node. */
function describeNodes(nodes: Iterable<GraphNode>): string[] {
  return [...nodes]
    .map(({ name, op, inputs, attributes: { T, DstT } }) => {
      const type = T ?? DstT;
      const isRounded = JSON.stringify(type) === JSON.stringify(BFLOAT16);
      return `${name} = ${op}(${inputs.join(', ')})${type ? `: ${isRounded ? 'bfloat16' : 'float32'}` : ''}`;
    })
    .sort();
}

it('rounds the factors of a product and casts its result back, each operand once', () => {
  const graph = new SketchGraph();
  graph.node('x', 'Split', ['axis', 'both'], [8, 4]);
  graph.node('w', 'ReadVariableOp', [], [4, 4]);
  graph.matMul('h', ['x:1', 'w'], [8, 4]);
  graph.node('r', 'Relu', ['h'], [8, 4], { T: FLOAT });
  graph.matMul('y', ['r', 'w'], [8, 4]);
  // Its left factor is the result of a product: rounded already.
  graph.matMul('dw', ['r', 'y'], [4, 4], [true, false]);
  const nodes = graph.rewrite((nodes) => castProducts(nodes), ['dw']);
  expect(describeNodes(nodes.values())).toEqual(
    [
      'x = Split(axis, both)',
      'w = ReadVariableOp()',
      'x-1/bfloat16 = Cast(x:1): bfloat16',
      'w/bfloat16 = Cast(w): bfloat16',
      'h/bfloat16 = MatMul(x-1/bfloat16, w/bfloat16): bfloat16',
      'h = Cast(h/bfloat16): float32',
      'r = Relu(h): float32',
      'r/bfloat16 = Cast(r): bfloat16',
      'y/bfloat16 = MatMul(r/bfloat16, w/bfloat16): bfloat16',
      'dw/bfloat16 = MatMul(r/bfloat16, y/bfloat16): bfloat16',
      'dw = Cast(dw/bfloat16): float32',
    ].sort(),
  );
  expect(nodes.get('dw/bfloat16')?.attributes).toEqual({
    transpose_a: { b: true },
    transpose_b: { b: false },
    T: BFLOAT16,
  });
  expect(nodes.get('w/bfloat16')?.attributes).toMatchObject({ SrcT: FLOAT, DstT: BFLOAT16 });
});

it('leaves the shapes that convolutions take, and products of other types', () => {
  const graph = new SketchGraph();
  for (const name of ['x', 'f', 'd', 'n']) graph.node(name, 'Placeholder', [], [1]);
  graph.node('size', 'Const', [], [4]);
  graph.node('y', 'Conv2D', ['x', 'f'], [1], { T: FLOAT });
  graph.node('dx', 'Conv2DBackpropInput', ['size', 'f', 'd'], [1], { T: FLOAT });
  graph.node('df', 'Conv2DBackpropFilter', ['x', 'size', 'd'], [1], { T: FLOAT });
  graph.node('b', 'BatchMatMulV2', ['x', 'f'], [1], { T: FLOAT });
  graph.node('whole', 'MatMul', ['n', 'n'], [1], { T: { type: 3 } });
  const roots = ['y', 'dx', 'df', 'b', 'whole'];
  const nodes = graph.rewrite((nodes) => castProducts(nodes), roots);
  expect(nodes.get('y/bfloat16')?.inputs).toEqual(['x/bfloat16', 'f/bfloat16']);
  expect(nodes.get('dx/bfloat16')?.inputs).toEqual(['size', 'f/bfloat16', 'd/bfloat16']);
  expect(nodes.get('df/bfloat16')?.inputs).toEqual(['x/bfloat16', 'size', 'd/bfloat16']);
  expect(nodes.get('b/bfloat16')?.inputs).toEqual(['x/bfloat16', 'f/bfloat16']);
  expect(nodes.get('whole')).toMatchObject({ op: 'MatMul', inputs: ['n', 'n'] });
});

it('adds the pieces of a split product in float32', () => {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], [256, 1000]);
  graph.node('d', 'Placeholder', [], [256, 1000]);
  graph.matMul('dw', ['x', 'd'], [1000, 1000], [true, false]);
  const nodes = graph.rewrite((nodes, context) => arrangeProducts(nodes, ['dw'], context), ['dw'], {
    parallelOps: 2,
    precision: 'bfloat16',
  });
  expect(nodes.get('dw')).toMatchObject({
    op: 'AddN',
    inputs: ['dw/piece-0', 'dw/piece-1'],
    attributes: { T: FLOAT },
  });
  expect(nodes.get('dw/piece-1')).toMatchObject({
    op: 'Cast',
    inputs: ['dw/piece-1/bfloat16'],
    attributes: { DstT: FLOAT },
  });
  expect(nodes.get('dw/piece-1/bfloat16')?.inputs).toEqual([
    'x/in-pieces-1/bfloat16',
    'd/in-pieces-1/bfloat16',
  ]);
});
