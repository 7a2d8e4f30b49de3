import { expect, it } from 'vitest';
import { ElementwiseOperations } from '#tensorflow/graph/passes/elementwise-operations';
import { FLOAT, SketchGraph } from './sketch';

const matrix = [4, 16];
const attributes = { T: FLOAT };

/** The operations of a graph that `draw` adds nodes to. */
function operationsOf(draw: (graph: SketchGraph) => void, roots: string[] = []) {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], matrix, { dtype: FLOAT });
  draw(graph);
  let operations: ElementwiseOperations | null = null;
  graph.rewrite((nodes, context) => {
    operations = new ElementwiseOperations(nodes, roots, context);
    return [...nodes];
  }, []);
  return operations as unknown as ElementwiseOperations;
}

it('has an operation for each node whose op can be fused', () => {
  const operations = operationsOf(
    (graph) => {
      graph.node('tanh', 'Tanh', ['x'], matrix, attributes);
      graph.node('softmax', 'Softmax', ['tanh'], matrix, attributes);
      graph.node('narrow', 'Tanh', ['x'], [4, 2], attributes);
      graph.node('asked', 'Tanh', ['x'], matrix, attributes);
    },
    ['asked'],
  );
  expect(operations.all.map(({ name }) => name)).toEqual(['tanh']);
  expect(operations.of('tanh')).toMatchObject({
    op: 'Tanh',
    shape: matrix,
    operands: [{ output: 'x', column: 0 }],
  });
  expect(operations.of('softmax')).toBeUndefined();
});

it('counts as level how many other ops come before', () => {
  const operations = operationsOf((graph) => {
    graph.node('first', 'Tanh', ['x'], matrix, attributes);
    graph.node('second', 'Square', ['first'], matrix, attributes);
    graph.node('softmax', 'Softmax', ['second'], matrix, attributes);
    graph.node('third', 'Mul', ['softmax', 'first'], matrix, attributes);
  });
  // The placeholder is one op before the first two, the softmax another before the third.
  expect(operations.all.map(({ name, level }) => [name, level])).toEqual([
    ['first', 1],
    ['second', 1],
    ['third', 2],
  ]);
  const [first, second] = [operations.of('first'), operations.of('second')];
  expect(first && operations.readersOf(first)).toEqual([second, operations.of('third')]);
  expect(operations.usersOf('first').map(({ name }) => name)).toEqual(['second', 'third']);
});

it('has an operation for each part of a node of which a split is the only user', () => {
  const operations = operationsOf((graph) => {
    const axis = graph.constants.int32([], [1]);
    graph.node('square', 'Square', ['x'], matrix, attributes);
    graph.node('split', 'Split', [axis, 'square'], [4, 8], { T: FLOAT, num_split: { i: 2 } });
    graph.setShape('split:1', [4, 8]);
  });
  expect(operations.all).toMatchObject([
    { name: 'split', shape: [4, 8], operands: [{ output: 'x', column: 0 }] },
    { name: 'split:1', shape: [4, 8], operands: [{ output: 'x', column: 8 }] },
  ]);
  // Where they are not fused, they are columns of the whole.
  expect(operations.of('split:1')?.result).toEqual({ output: 'square', column: 8 });
});
