import { expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { padMatMulOperands } from '#tensorflow/graph/passes/pad-operands';
import { FLOAT, SketchGraph } from './sketch';

it('pads operands whose rows conflict in the cache', () => {
  const graph = new SketchGraph();
  graph.node('w', 'Placeholder', [], [64, 1024]);
  const names = [0, 1, 2].map((tick) => {
    graph.node(`d${tick}`, 'Placeholder', [], [32, 1024]);
    graph.node(`x${tick}`, 'Placeholder', [], [32, 64]);
    graph.matMul(`back${tick}`, [`d${tick}`, 'w'], [32, 64], [false, true]);
    return graph.matMul(`on${tick}`, [`x${tick}`, 'w'], [32, 1024]);
  });
  const nodes = graph.rewrite(padMatMulOperands, [...names, 'back0', 'back1', 'back2']);
  // Both directions share one padded operand; the operand that is multiplied with its padding is padded too.
  expect(nodes.get('w/wide')).toMatchObject({ op: 'Pad' });
  expect(nodes.get('back0')?.inputs).toEqual(['d0/wide', 'w/wide']);
  expect(nodes.get('on0/wide')?.inputs).toEqual(['x0', 'w/wide']);
  expect([...nodes.values()].filter(({ op }) => op === 'Pad')).toHaveLength(4);
  const slices = [...nodes.values()].filter(({ op }) => op === 'Slice');
  expect(slices.map(({ name }) => name)).toEqual(names);
  const int32 = (shape: number[], values: number[]): string => graph.constants.int32(shape, values);
  // 16 columns of zeros after the others, and the first 1024 columns of the product.
  expect(nodes.get('w/wide')?.inputs).toEqual(['w', int32([2, 2], [0, 0, 0, 16])]);
  const size = int32([2], [32, 1024]);
  expect(nodes.get('on0')?.inputs).toEqual(['on0/wide', int32([2], [0, 0]), size]);
});

it.each([
  ['without padding', 96, 64],
  ['with padded rows', 1024, 64],
  ['with padded rows and columns', 1024, 1024],
])('transposes an operand once for many products, %s', (_, depth, columns) => {
  const sharedBy = (count: number): Map<string, GraphNode> => {
    const graph = new SketchGraph();
    graph.node('w', 'Placeholder', [], [columns, depth]);
    const names = Array.from({ length: count }, (_none, tick) => {
      graph.node(`d${tick}`, 'Placeholder', [], [16, depth]);
      return graph.matMul(`back${tick}`, [`d${tick}`, 'w'], [16, columns], [false, true]);
    });
    return graph.rewrite(padMatMulOperands, names);
  };
  expect([...sharedBy(3).values()].some(({ op }) => op === 'Transpose')).toBe(false);
  const nodes = sharedBy(4);
  const isWide = depth === 1024;
  const source = isWide ? 'w/wide' : 'w';
  expect(nodes.get(`${source}/transposed`)?.inputs[0]).toBe(source);
  // A node between the two keeps TensorFlow from folding the transpose into the product.
  const kept = `${source}/transposed/${columns === 1024 ? 'wide' : 'kept'}`;
  const product = nodes.get(columns === 1024 ? 'back0/wide' : 'back0');
  expect(product?.inputs).toEqual([isWide ? 'd0/wide' : 'd0', kept]);
  expect(product?.attributes['transpose_b']).toEqual({ b: false });
  expect([...nodes.values()].filter(({ op }) => op === 'Transpose')).toHaveLength(1);
});

/** The ops for products of `rows` rows that share their right operand, [64, 1024]. */
function opsFor(rows: number, count: number, isTransposed: boolean): string[] {
  const graph = new SketchGraph();
  graph.node('w', 'Placeholder', [], [64, 1024]);
  const names = Array.from({ length: count }, (_, index) => {
    graph.node(`x${index}`, 'Placeholder', [], [rows, isTransposed ? 1024 : 64]);
    const shape = [rows, isTransposed ? 64 : 1024];
    return graph.matMul(`y${index}`, [`x${index}`, 'w'], shape, [false, isTransposed]);
  });
  const ops = [...graph.rewrite(padMatMulOperands, names).values()].map(({ op }) => op);
  return [...new Set(ops)].filter((op) => op !== 'Placeholder').sort();
}

it.each([
  [15, 4, true, ['MatMul']],
  [16, 3, true, ['MatMul']],
  [16, 4, true, ['MatMul', 'Pad', 'PlaceholderWithDefault', 'Transpose']],
  [32, 1, true, ['MatMul', 'Pad']],
  [31, 3, false, ['MatMul']],
  [32, 1, false, ['MatMul', 'Pad', 'Slice']],
  [511, 1, false, ['MatMul', 'Pad', 'Slice']],
  [512, 1, false, ['MatMul']],
])('for %i rows and %i products, transposed: %s, uses %j', (rows, count, isTransposed, ops) => {
  expect(opsFor(rows, count, isTransposed)).toEqual(ops);
});

it('pads a concatenation of columns with one more part', () => {
  const graph = new SketchGraph();
  const axis = graph.constants.int32([], [1]);
  graph.node('w', 'Placeholder', [], [64, 1024]);
  for (const half of ['a', 'b']) graph.node(half, 'Placeholder', [], [32, 512]);
  graph.node('d', 'ConcatV2', ['a', 'b', axis], [32, 1024], { N: { i: 2 }, T: FLOAT });
  graph.matMul('back', ['d', 'w'], [32, 64], [false, true]);
  const wide = graph.rewrite(padMatMulOperands, ['back']).get('d/wide');
  expect(wide?.op).toBe('ConcatV2');
  expect(wide?.attributes['N']).toEqual({ i: 3 });
  expect(wide?.inputs.slice(0, 2)).toEqual(['a', 'b']);
  expect(graph.constants.uniformValue(wide?.inputs[2] ?? '')).toBe(0);
});
