import { expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { findProducts, productsGraph } from '../../../bench/products/products-graph';

const node = (
  name: string,
  op: string,
  inputs: string[] = [],
  controlInputs: string[] = [],
): GraphNode => ({ name, op, inputs, controlInputs, attributes: {} });

/** Two layers, the update of the first one's weight, and a step after that. */
const graph = [
  node('x', 'Placeholder'),
  node('halves', 'Split', ['axis', 'x']),
  node('size', 'Const'),
  node('w', 'ReadVariableOp'),
  node('h', 'MatMul', ['halves:1', 'w']),
  node('relu', 'Relu', ['h']),
  node('y', 'Conv2D', ['relu', 'w']),
  node('dw', 'Conv2DBackpropFilter', ['relu', 'size', 'y']),
  node('update', 'ResourceApplyAdam', ['dw']),
  node('w2', 'ReadVariableOp', [], ['update']),
  node('next', 'MatMul', ['x', 'w2']),
  node('unused', 'MatMul', ['x', 'w']),
];

it('finds the products of what is fetched, and which of them each waits for', () => {
  const found = findProducts(graph, ['next:0']);
  expect(found.products.map(({ name }) => name)).toEqual(['h', 'y', 'dw', 'next']);
  // The update stands between the gradient and the step that reads the new weight.
  expect([...found.dependencies]).toEqual([
    ['h', []],
    ['y', ['h']],
    ['dw', ['h', 'y']],
    ['next', ['dw']],
  ]);
  expect(found.operands).toEqual(['halves:1', 'w', 'relu', 'y', 'x', 'w2']);
  expect(found.constants.map(({ name }) => name)).toEqual(['size']);
});

it('makes a graph in which nothing but the products depends on anything', () => {
  const found = findProducts(graph, ['dw']);
  const resources = found.operands.map((_, index) => ({
    handle: `operand/${index}`,
    dtype: 1,
    shape: [2],
  }));
  const nodes = productsGraph(found, resources, () => [2, 3], 'done', 3);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  expect(byName.get('h')).toMatchObject({ inputs: ['operand/0/value', 'operand/1/value'] });
  expect(byName.get('dw')).toMatchObject({
    inputs: ['operand/2/value', 'size', 'operand/3/value'],
    controlInputs: ['h', 'y'],
  });
  expect(byName.get('dw/kept')).toMatchObject({ inputs: ['sink/2x3', 'dw'] });
  expect(byName.get('done')?.controlInputs).toEqual(['h/kept', 'y/kept', 'dw/kept']);
  expect(nodes.filter(({ op }) => op === 'VarHandleOp')).toHaveLength(4 + 1);
});
