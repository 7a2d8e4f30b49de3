import { expect, it } from 'vitest';
import { sumRows } from '#tensorflow/graph/passes/sum-rows';
import { FLOAT, SketchGraph } from './sketch';

/** The op that computes the sum over these axes of a tensor of this shape. */
function opFor(shape: number[], axes: number[], result: number[], onCpu = true): string {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], shape);
  const axis = graph.constants.int32([axes.length], axes);
  graph.node('sum', 'Sum', ['x', axis], result, { T: FLOAT, Tidx: { type: 3 } });
  const node = graph.rewrite(sumRows, ['sum'], { onCpu }).get('sum');
  if (node?.op === 'BiasAddGrad')
    expect(node).toMatchObject({ inputs: ['x'], attributes: { T: FLOAT } });
  return node?.op ?? '';
}

it('sums the rows of a matrix on a CPU by the op for gradients of biases', () => {
  expect(opFor([8, 3], [0], [3])).toBe('BiasAddGrad');
});

it('does so with the rows of a matrix that a pass added, whose shape nobody knows', () => {
  const graph = new SketchGraph();
  const axis = graph.constants.int32([1], [0]);
  graph.node('sum', 'Sum', ['stacked', axis], [3], { T: FLOAT, Tidx: { type: 3 } });
  graph.node('kept', 'Sum', ['list', axis], [1], { T: FLOAT, keep_dims: { b: true } });
  const nodes = graph.rewrite(sumRows, ['sum', 'kept']);
  expect(nodes.get('sum')?.op).toBe('BiasAddGrad');
  expect(nodes.get('kept')?.op).toBe('Sum');
});

it.each([
  ['of columns', [8, 3], [1], [8], true],
  ['of all numbers', [8, 3], [0, 1], [], true],
  ['that keeps its axis', [8, 3], [0], [1, 3], true],
  ['of maps', [8, 3, 2], [0], [3, 2], true],
  ['on a GPU', [8, 3], [0], [3], false],
])('leaves a sum %s', (_, shape, axes, result, onCpu) => {
  expect(opFor(shape, axes, result, onCpu)).toBe('Sum');
});
