import { expect, it } from 'vitest';
import { mergeStackedSums } from '#tensorflow/graph/passes/merge-stacked-sums';
import { FLOAT, SketchGraph } from './sketch';

const INT32 = { type: 3 };

/** The stacks h and d of two ticks in each of two shards, `h0` of `h0-0` and `h0-1` and so on, and `ids0`, `ids1`. */
function shards(): SketchGraph {
  const graph = new SketchGraph();
  const axis = graph.constants.int32([], [0]);
  for (const shard of [0, 1]) {
    for (const [name, columns] of [
      ['h', 64],
      ['d', 48],
    ] as const) {
      const ticks = [0, 1].map((tick) =>
        graph.node(`${name}${shard}-${tick}`, 'Placeholder', [], [8, columns]),
      );
      const attributes = { N: { i: 2 }, T: FLOAT, Tidx: INT32 };
      graph.node(`${name}${shard}`, 'ConcatV2', [...ticks, axis], [16, columns], attributes);
    }
    graph.node(`ids${shard}`, 'Placeholder', [], [16]);
  }
  return graph;
}

it('sums products of stacks over the ticks of all shards in one product', () => {
  const graph = shards();
  for (const shard of [0, 1])
    graph.matMul(`g${shard}`, [`h${shard}`, `d${shard}`], [64, 48], [true, false]);
  graph.node('sum', 'AddN', ['g0', 'g1'], [64, 48]);
  const nodes = graph.rewrite(mergeStackedSums, ['sum']);
  expect(nodes.get('sum')).toMatchObject({
    op: 'MatMul',
    inputs: ['sum/stacked-0', 'sum/stacked-1'],
    attributes: { transpose_a: { b: true }, transpose_b: { b: false }, T: FLOAT },
  });
  const axis = graph.constants.int32([], [0]);
  expect(nodes.get('sum/stacked-0')).toMatchObject({
    op: 'ConcatV2',
    inputs: ['h0-0', 'h0-1', 'h1-0', 'h1-1', axis],
    attributes: { N: { i: 4 }, T: FLOAT, Tidx: INT32 },
  });
  expect(nodes.get('sum/stacked-1')?.inputs).toEqual(['d0-0', 'd0-1', 'd1-0', 'd1-1', axis]);
});

it('sums the rows of stacks, and those with the same number, in one op each', () => {
  const graph = shards();
  const [axis, classes] = [graph.constants.int32([1], [0]), graph.constants.int32([], [50])];
  for (const shard of [0, 1]) {
    graph.node(`b${shard}`, 'Sum', [`d${shard}`, axis], [48], { T: FLOAT });
    const inputs = [`d${shard}`, `ids${shard}`, classes];
    const attributes = { T: FLOAT, Tindices: INT32 };
    graph.node(`e${shard}`, 'UnsortedSegmentSum', inputs, [50, 48], attributes);
  }
  graph.node('bias', 'AddN', ['b0', 'b1'], [48]);
  graph.node('table', 'AddN', ['e0', 'e1'], [50, 48]);
  const nodes = graph.rewrite(mergeStackedSums, ['bias', 'table']);
  expect(nodes.get('bias')).toMatchObject({ op: 'Sum', inputs: ['bias/stacked-0', axis] });
  expect(nodes.get('table')?.inputs).toEqual(['table/stacked-0', 'table/stacked-1', classes]);
  expect(nodes.get('table/stacked-0')?.inputs).toEqual(nodes.get('bias/stacked-0')?.inputs);
  // Whole numbers have a type of their own.
  expect(nodes.get('table/stacked-1')).toMatchObject({
    inputs: ['ids0', 'ids1', graph.constants.int32([], [0])],
    attributes: { N: { i: 2 }, T: INT32 },
  });
});

it('keeps sums of rows beside those of the rows of several matrices', () => {
  const graph = shards();
  const [axis, classes] = [graph.constants.int32([], [0]), graph.constants.int32([], [50])];
  const parts = ['a', 'b'].map((name) => graph.node(name, 'Placeholder', [], [1, 8, 48]));
  graph.node('d2', 'ConcatV2', [...parts, axis], [2, 8, 48], {
    N: { i: 2 },
    T: FLOAT,
    Tidx: INT32,
  });
  graph.node('ids2', 'Placeholder', [], [2, 8]);
  const attributes = { T: FLOAT, Tindices: INT32 };
  graph.node('e0', 'UnsortedSegmentSum', ['d0', 'ids0', classes], [50, 48], attributes);
  graph.node('e2', 'UnsortedSegmentSum', ['d2', 'ids2', classes], [50, 48], attributes);
  graph.node('table', 'AddN', ['e0', 'e2'], [50, 48]);
  expect(graph.rewrite(mergeStackedSums, ['table']).get('table')?.op).toBe('AddN');
});

it('keeps sums of which a term is needed, or is no sum over a stack', () => {
  const graph = shards();
  graph.matMul('g0', ['h0', 'd0'], [64, 48], [true, false]);
  graph.matMul('g1', ['h1', 'd1'], [64, 48], [true, false]);
  graph.matMul('unstacked', ['h1-0', 'd1-0'], [64, 48], [true, false]);
  graph.matMul('forward', ['h0', 'd0'], [64, 48]);
  graph.matMul('g2', ['h1', 'd1'], [64, 48], [true, false]);
  graph.node('needed', 'AddN', ['g0', 'g1'], [64, 48]);
  graph.node('user', 'Neg', ['g1'], [64, 48]);
  graph.node('mixed', 'AddN', ['g2', 'unstacked'], [64, 48]);
  graph.node('others', 'AddN', ['forward', 'forward'], [64, 48]);
  const nodes = graph.rewrite(mergeStackedSums, ['needed', 'user', 'mixed', 'others']);
  for (const name of ['needed', 'mixed', 'others']) expect(nodes.get(name)?.op).toBe('AddN');
});
