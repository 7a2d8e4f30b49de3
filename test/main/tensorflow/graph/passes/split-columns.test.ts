import { expect, it } from 'vitest';
import { splitColumns } from '#tensorflow/graph/passes/split-columns';
import type { GraphNode } from '#tensorflow/graph/graph';
import { SketchGraph } from './sketch';

/** A dense layer with batch normalisation and ReLU whose weight `W` is stored in two pieces, its gradient and update. */
function layer(): Map<string, GraphNode> {
  const graph = new SketchGraph();
  const [wide, maps] = [
    [128, 256],
    [128, 1, 1, 256],
  ];
  const axis = graph.constants.int32([1], [0]);
  graph.node('x', 'Placeholder', [], [128, 784]);
  graph.node('w', 'ReadVariableOp', ['W'], [784, 256]);
  graph.node('b', 'ReadVariableOp', ['B'], [256]);
  graph.node('next', 'ReadVariableOp', ['N'], [256, 10]);
  graph.matMul('product', ['x', 'w'], wide);
  graph.node('sum', 'Add', ['product', 'b'], wide);
  graph.node('map', 'Reshape', ['sum', 'shape'], maps);
  graph.node('norm', 'FusedBatchNormV3', ['map', 'b', 'b', 'none', 'none'], maps);
  for (const output of ['norm:1', 'norm:2', 'norm:3', 'norm:4']) graph.setShape(output, [256]);
  graph.node('mean', 'AssignVariableOp', ['M', 'norm:1'], []);
  graph.node('row', 'Reshape', ['norm', 'shape'], wide);
  graph.node('relu', 'Relu', ['row'], wide);
  graph.matMul('logits', ['relu', 'next'], [128, 10]);
  graph.matMul('back', ['logits', 'next'], wide, [false, true]);
  graph.node('masked', 'ReluGrad', ['back', 'row'], wide);
  graph.matMul('gradient', ['x', 'masked'], [784, 256], [true, false]);
  graph.node('biasGradient', 'Sum', ['masked', axis], [256]);
  graph.node('update', 'ResourceApplyAdam', ['W', 'S', graph.scalar(1), 'gradient'], []);
  graph.node('biasUpdate', 'AssignVariableOp', ['B', 'biasGradient'], []);
  const pieces = new Map([
    ['W', 2],
    ['S', 2],
  ]);
  const roots = ['mean', 'logits', 'biasUpdate', 'update/column-piece-0', 'update/column-piece-1'];
  return graph.rewrite((nodes, context) => splitColumns(nodes, pieces, context), roots);
}

const nodes = layer();
const second = (name: string): readonly string[] | undefined =>
  nodes.get(`${name}/column-piece-1`)?.inputs;

it('computes what follows from a weight in pieces piece by piece, up to the next product', () => {
  expect(second('w')).toEqual(['W/columns-1']);
  expect(second('product')).toEqual(['x', 'w/column-piece-1']);
  expect(second('sum')).toEqual(['product/column-piece-1', 'b/columns-of-2:1']);
  expect(second('norm')?.slice(0, 2)).toEqual(['map/column-piece-1', 'b/columns-of-2:1']);
  expect(second('relu')).toEqual(['row/column-piece-1']);
  expect(nodes.get('relu')?.op).toBe('ConcatV2');
  expect(nodes.get('logits')?.inputs).toEqual(['relu', 'next']);
});

it('computes the gradients and the update in pieces, each from its own', () => {
  // The columns of a product by a transposed matrix are the rows of that matrix.
  expect(second('back')).toEqual(['logits', 'next/rows-of-2:1']);
  expect(nodes.get('next/rows-of-2')?.op).toBe('Split');
  expect(second('masked')).toEqual(['back/column-piece-1', 'row/column-piece-1']);
  expect(second('gradient')).toEqual(['x', 'masked/column-piece-1']);
  expect(second('update')).toEqual([
    'W/columns-1',
    'S/columns-1',
    expect.stringContaining('constant'),
    'gradient/column-piece-1',
  ]);
});

it('joins what whole variables take', () => {
  expect(nodes.get('biasUpdate')?.inputs).toEqual(['B', 'biasGradient']);
  expect(nodes.get('biasGradient')?.inputs.slice(0, 2)).toEqual([
    'biasGradient/column-piece-0',
    'biasGradient/column-piece-1',
  ]);
  const [, mean = ''] = nodes.get('mean')?.inputs ?? [];
  expect(nodes.get(mean)?.inputs.slice(0, 2)).toEqual([
    'norm/column-piece-0:1',
    'norm/column-piece-1:1',
  ]);
});

it('joins a weight that several products take, and computes the sum of its gradients in pieces', () => {
  const graph = new SketchGraph();
  const size = [256, 256];
  graph.node('x', 'Placeholder', [], [32, 256]);
  graph.node('d', 'Placeholder', [], [32, 256]);
  graph.node('w', 'ReadVariableOp', ['W'], size);
  graph.matMul('first', ['x', 'w'], [32, 256]);
  graph.matMul('second', ['first', 'w'], [32, 256]);
  graph.matMul('g0', ['x', 'd'], size, [true, false]);
  graph.matMul('g1', ['first', 'd'], size, [true, false]);
  graph.node('gradient', 'AddN', ['g0', 'g1'], size);
  graph.node('update', 'ResourceApplyAdam', ['W', 'S', graph.scalar(1), 'gradient'], []);
  const pieces = new Map([
    ['W', 2],
    ['S', 2],
  ]);
  const rewritten = graph.rewrite(
    (nodes, context) => splitColumns(nodes, pieces, context),
    ['second', 'update/column-piece-0', 'update/column-piece-1'],
  );
  const inputsOf = (name: string) => rewritten.get(name)?.inputs;
  expect(inputsOf('second')).toEqual(['first', 'w']);
  expect(inputsOf('w')?.slice(0, 2)).toEqual(['w/column-piece-0', 'w/column-piece-1']);
  expect(inputsOf('update/column-piece-1')?.at(-1)).toBe('gradient/column-piece-1');
  expect(inputsOf('gradient/column-piece-1')).toEqual(['g0/column-piece-1', 'g1/column-piece-1']);
  expect(inputsOf('g1/column-piece-1')).toEqual(['first', 'd/columns-of-2:1']);
});

it.each([2, 4])(
  'stacks the ticks of each gate apart where a gradient is computed in %i pieces that lie within the gates',
  (count) => {
    const graph = new SketchGraph();
    const [rows, last] = [graph.constants.int32([], [0]), graph.constants.int32([], [1])];
    const size = [128, 256];
    graph.node('h', 'Placeholder', [], [32, 128]);
    graph.node('ids', 'Placeholder', [], [32]);
    for (const tick of [0, 1]) {
      for (const gate of ['a', 'b']) graph.node(`${gate}${tick}`, 'Placeholder', [], [16, 128]);
      graph.node(`d${tick}`, 'ConcatV2', [`a${tick}`, `b${tick}`, last], [16, 256]);
    }
    // Passes add stacks, whose shapes nobody knows.
    const attributes = { N: { i: 2 }, T: { type: 1 }, Tidx: { type: 3 } };
    graph.node('d', 'ConcatV2', ['d0', 'd1', rows], [], attributes);
    graph.matMul('gradient', ['h', 'd'], size, [true, false]);
    graph.node('bias', 'BiasAddGrad', ['d'], [256]);
    graph.node('table', 'UnsortedSegmentSum', ['d', 'ids', 'classes'], [50, 256]);
    graph.node('update', 'ResourceApplyAdam', ['W', graph.scalar(1), 'gradient'], []);
    graph.node('biasUpdate', 'AssignVariableOp', ['B', 'bias'], []);
    graph.node('tableUpdate', 'AssignVariableOp', ['T', 'table'], []);
    const updates = [...Array(count).keys()].map((piece) => `update/column-piece-${piece}`);
    const rewritten = graph.rewrite(
      (nodes, context) => splitColumns(nodes, new Map([['W', count]]), context),
      [...updates, 'biasUpdate', 'tableUpdate'],
    );
    const inputsOf = (name: string) => rewritten.get(name)?.inputs;
    expect(inputsOf('d/part-0')).toEqual(['a0', 'a1', rows]);
    expect(inputsOf('d/part-1')).toEqual(['b0', 'b1', rows]);
    const piece = count === 2 ? 'd/part-1' : 'd/part-1/columns-of-2:1';
    const name = `column-piece-${count - 1}`;
    expect(inputsOf(`update/${name}`)?.at(-1)).toBe(`gradient/${name}`);
    expect(inputsOf(`gradient/${name}`)).toEqual(['h', piece]);
    expect(inputsOf(`bias/${name}`)).toEqual([piece]);
    expect(inputsOf(`table/${name}`)).toEqual([piece, 'ids', 'classes']);
    // Nothing takes all columns of a tick, or of all ticks.
    for (const whole of ['d', 'd0']) expect(rewritten.has(whole)).toBe(false);
  },
);

it('has a piece wait for the piece that it follows, and others for all pieces', () => {
  const graph = new SketchGraph();
  const rewritten = graph.rewrite(
    (_, context) =>
      splitColumns(
        [
          { name: 'read', op: 'ReadVariableOp', inputs: ['W'], attributes: {} },
          {
            name: 'write',
            op: 'ResourceApplyAdam',
            inputs: ['W'],
            attributes: {},
            controlInputs: ['read'],
          },
          { name: 'done', op: 'Const', inputs: [], attributes: {}, controlInputs: ['write'] },
        ],
        new Map([['W', 2]]),
        context,
      ),
    ['done'],
  );
  expect(rewritten.get('write/column-piece-1')?.controlInputs).toEqual(['read/column-piece-1']);
  expect(rewritten.get('done')?.controlInputs).toEqual([
    'write/column-piece-0',
    'write/column-piece-1',
  ]);
});
