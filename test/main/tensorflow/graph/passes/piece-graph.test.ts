import { expect, it } from 'vitest';
import { PieceGraph } from '#tensorflow/graph/passes/piece-graph';
import type { PassContext } from '#tensorflow/graph/passes/pass-context';
import { SketchGraph } from './sketch';

const { constants } = new SketchGraph();

function graphWith(...names: string[]): PieceGraph {
  const graph = new PieceGraph({ constants } as PassContext);
  for (const name of names) graph.add({ name, op: 'Relu', inputs: [], attributes: {} });
  return graph;
}

it('joins an output in pieces once, where all its columns are asked for', () => {
  const graph = graphWith('p0', 'p1');
  graph.setPieces('x', ['p0', 'p1']);
  graph.setPieces('y:2', ['p0:2', 'p1:2']);
  expect([graph.whole('x'), graph.whole('x'), graph.whole('y:2')]).toEqual(['x', 'x', 'y-2/whole']);
  expect(graph.whole('elsewhere')).toBe('elsewhere');
  const last = constants.int32([], [-1]);
  expect(graph.node('x')).toMatchObject({ op: 'ConcatV2', inputs: ['p0', 'p1', last] });
  expect(graph.node('y-2/whole')?.inputs).toEqual(['p0:2', 'p1:2', last]);
  expect(graph.nodes()).toHaveLength(4);
});

it('takes an output as a whole where it is there beside its pieces', () => {
  const graph = graphWith('p0', 'p1', 'x');
  graph.setPieces('x', ['p0', 'p1']);
  expect(graph.whole('x')).toBe('x');
  expect(graph.node('x')?.op).toBe('Relu');
  expect([graph.isSplit('x'), graph.isSplit('p0')]).toEqual([true, false]);
  expect([graph.count('x'), graph.count('p0')]).toEqual([2, 1]);
});

it('splits an output by its columns or rows, each once', () => {
  const graph = graphWith('x');
  expect(graph.split('x', 2, -1)).toEqual(['x/columns-of-2', 'x/columns-of-2:1']);
  graph.split('x', 2, -1);
  expect(graph.split('x:1', 2, 0)).toEqual(['x-1/rows-of-2', 'x-1/rows-of-2:1']);
  expect(graph.node('x-1/rows-of-2')).toMatchObject({
    op: 'Split',
    inputs: [constants.int32([], [0]), 'x:1'],
    attributes: { num_split: { i: 2 } },
  });
  expect(graph.nodes()).toHaveLength(3);
});
