import { expect, it } from 'vitest';
import { gatherOneHotProducts } from '#tensorflow/graph/passes/gather-one-hot-products';
import type { GraphNode } from '#tensorflow/graph/graph';
import { SketchGraph } from './sketch';

/** One-hot rows times a table, and the gradient of the table. */
function rewrite({ rows = 128, classes = 50, columns = 1024, on = 1, onCpu = true } = {}) {
  const graph = new SketchGraph();
  graph.node('ids', 'Placeholder', [], [rows]);
  graph.node('table', 'ReadVariableOp', ['W'], [classes, columns]);
  graph.node('dy', 'Placeholder', [], [rows, columns]);
  const depth = graph.constants.int32([], [classes]);
  const inputs = ['ids', depth, graph.scalar(on), graph.scalar(0)];
  graph.node('oneHot', 'OneHot', inputs, [rows, classes], { axis: { i: -1 } });
  graph.matMul('rows', ['oneHot', 'table'], [rows, columns]);
  graph.matMul('gradient', ['oneHot', 'dy'], [classes, columns], [true, false]);
  const nodes = graph.rewrite(gatherOneHotProducts, ['rows', 'gradient'], { onCpu });
  return { nodes, constants: graph.constants };
}

const opsOf = (nodes: Map<string, GraphNode>): (string | undefined)[] =>
  ['rows', 'gradient'].map((name) => nodes.get(name)?.op);

it('looks rows up in the table after a row of zeros, which stands for no class (−1)', () => {
  const { nodes, constants } = rewrite();
  const [table = '', numbers = '', axis = ''] = nodes.get('rows')?.inputs ?? [];
  expect(constants.integersOf(axis)).toEqual([0]);
  const [zeros = '', whole, joined = ''] = nodes.get(table)?.inputs ?? [];
  expect([constants.uniformValue(zeros), whole]).toEqual([0, 'table']);
  expect(constants.integersOf(joined)).toEqual([0]);
  const [increased = '', least = ''] = nodes.get(numbers)?.inputs ?? [];
  expect([nodes.get(numbers)?.op, constants.integersOf(least)]).toEqual(['Maximum', [0]]);
  const [ids, one = ''] = nodes.get(increased)?.inputs ?? [];
  expect([nodes.get(increased)?.op, ids]).toEqual(['AddV2', 'ids']);
  expect(constants.integersOf(one)).toEqual([1]);
});

it('adds up the rows of the gradient by class', () => {
  const { nodes, constants } = rewrite();
  const [dy, ids, classes = ''] = nodes.get('gradient')?.inputs ?? [];
  expect([dy, ids, constants.integersOf(classes)]).toEqual(['dy', 'ids', [50]]);
  expect(opsOf(nodes)).toEqual(['GatherV2', 'UnsortedSegmentSum']);
});

it.each([
  ['of few classes', { classes: 10 }],
  // 128 · 50 · 128 multiply-adds
  ['of few columns', { columns: 128 }],
  ['of rows with another number than 1', { on: 2 }],
  ['on a GPU', { onCpu: false }],
])('leaves products %s', (_, options) => {
  expect(opsOf(rewrite(options).nodes)).toEqual(['MatMul', 'MatMul']);
});

it('leaves a product of few rows, but not its gradient', () => {
  expect(opsOf(rewrite({ rows: 8, columns: 4096 }).nodes)).toEqual([
    'MatMul',
    'UnsortedSegmentSum',
  ]);
});
