import { expect, it } from 'vitest';
import { splitMatMuls } from '#tensorflow/graph/passes/split-matmuls';
import { FLOAT, SketchGraph } from './sketch';

it('splits large products along their batch if several ops run at the same time', () => {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], [256, 784]);
  graph.node('w', 'Placeholder', [], [784, 256]);
  graph.node('d', 'Placeholder', [], [256, 256]);
  graph.matMul('on', ['x', 'w'], [256, 256]);
  graph.matMul('gradient', ['x', 'd'], [784, 256], [true, false]);
  graph.node('few', 'Placeholder', [], [256, 100]);
  graph.matMul('small', ['d', 'few'], [256, 100]);
  graph.matMul('medium', ['d', 'd'], [256, 256]);
  const roots = ['on', 'gradient', 'small', 'medium'];
  const nodes = graph.rewrite(splitMatMuls, roots, { parallelOps: 2 });
  const parts = nodes.get('on')?.inputs.slice(0, 2) ?? [];
  expect(nodes.get('on')?.op).toBe('ConcatV2');
  expect(parts.map((name) => nodes.get(name)?.inputs)).toEqual([
    ['x/in-pieces', 'w'],
    ['x/in-pieces:1', 'w'],
  ]);
  // A sum over the batch: both operands are split, and the shared one is split once.
  expect(nodes.get('gradient')?.op).toBe('AddN');
  const sums = nodes.get('gradient')?.inputs ?? [];
  expect(sums.map((name) => nodes.get(name)?.inputs)).toEqual([
    ['x/in-pieces', 'd/in-pieces'],
    ['x/in-pieces:1', 'd/in-pieces:1'],
  ]);
  expect(nodes.get('small')?.op).toBe('MatMul');
  expect(nodes.get('medium')?.op).toBe('ConcatV2');
  // Pieces have at least 64 rows: of six threads, four are used.
  const six = graph.rewrite(splitMatMuls, roots, { parallelOps: 6 });
  expect(six.get('on')?.inputs).toHaveLength(5);
  const one = graph.rewrite(splitMatMuls, roots, { parallelOps: 1 });
  expect(one.get('on')?.op).toBe('MatMul');
});

it('writes the split, the pieces and the join in full', () => {
  const graph = new SketchGraph();
  graph.node('x', 'Split', ['axis', 'both'], [128, 1000]);
  graph.setShape('x:1', [128, 1000]);
  graph.node('w', 'Placeholder', [], [1000, 100]);
  graph.matMul('y', ['x:1', 'w'], [128, 100]);
  const nodes = graph.rewrite(splitMatMuls, ['y'], { parallelOps: 2 });
  const axis = graph.constants.int32([], [0]);
  expect(nodes.get('x-1/in-pieces')).toMatchObject({
    op: 'Split',
    inputs: [axis, 'x:1'],
    attributes: { T: FLOAT, num_split: { i: 2 } },
  });
  expect(nodes.get('y/piece-1')).toMatchObject({ op: 'MatMul', inputs: ['x-1/in-pieces:1', 'w'] });
  expect(nodes.get('y')).toMatchObject({
    op: 'ConcatV2',
    inputs: ['y/piece-0', 'y/piece-1', axis],
    attributes: { N: { i: 2 }, T: FLOAT, Tidx: { type: 3 } },
  });
});

it.each([
  ['with both operands transposed', 128, [true, true]],
  ['whose batch is not divisible by 2', 129, [false, false]],
  ['with fewer than 64 rows in a piece', 126, [false, false]],
] as const)('keeps a product %s', (_, batch, [transposeLeft, transposeRight]) => {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], [batch, 1000]);
  graph.node('w', 'Placeholder', [], [1000, 1000]);
  const shape = [transposeLeft ? 1000 : batch, 1000];
  graph.matMul('y', ['x', 'w'], shape, [transposeLeft, transposeRight]);
  expect(graph.rewrite(splitMatMuls, ['y'], { parallelOps: 2 }).get('y')?.op).toBe('MatMul');
});
