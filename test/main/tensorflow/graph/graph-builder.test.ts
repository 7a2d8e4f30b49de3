import { expect, it } from 'vitest';
import { GraphBuilder } from '#tensorflow/graph/graph-builder';

const FLOAT = { type: 1 };

it('numbers the nodes behind its prefix, in the order in which they are added', () => {
  const graph = new GraphBuilder('s3');
  expect(graph.add('Placeholder', [], { dtype: FLOAT })).toBe('s3/0');
  expect(graph.add('Neg', ['s3/0'], { T: FLOAT }, ['s3/0'], ['s2/5'])).toBe('s3/1');
  expect(graph.nodes).toEqual([
    {
      name: 's3/0',
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: FLOAT },
      controlInputs: [],
      optionalControlInputs: [],
    },
    {
      name: 's3/1',
      op: 'Neg',
      inputs: ['s3/0'],
      attributes: { T: FLOAT },
      controlInputs: ['s3/0'],
      optionalControlInputs: ['s2/5'],
    },
  ]);
});

it('finds the node of every output, but not the node of a constant', () => {
  const graph = new GraphBuilder('s');
  const split = graph.add('Split', ['axis', 'x'], {});
  expect(graph.nodeOf(split)).toBe(graph.nodes[0]);
  expect(graph.nodeOf(`${split}:1`)).toBe(graph.nodes[0]);
  expect(graph.nodeOf('constant/0')).toBeUndefined();
});

it('keeps shape and data type by output, of constants too', () => {
  const graph = new GraphBuilder('s');
  graph.add('Split', ['axis', 'x'], {});
  graph.setOutputType('s/0', [2, 3], 1);
  graph.setOutputType('s/0:1', [2, 1], 1);
  graph.setOutputType('constant/0', [], 3);
  expect(['s/0', 's/0:1', 'constant/0', 's/1'].map((output) => graph.shapeOf(output))).toEqual([
    [2, 3],
    [2, 1],
    [],
    undefined,
  ]);
  expect(['s/0:1', 'constant/0', 's/1'].map((output) => graph.dtypeOf(output))).toEqual([
    1,
    3,
    undefined,
  ]);
});
