import { describe, expect, it } from 'vitest';
import { nodeBackend, type NativeTensor, type NodeBackend } from '#tensorflow/backend/node-backend';
import { tf } from '#tensorflow/backend/tf';
import type { GraphNode } from '#tensorflow/graph/graph';
import { LoadedGraph } from '#tensorflow/graph/loaded-graph';
import { resourceNodes, writesDoneNode } from '#tensorflow/graph/resource';
import { TraceError } from '#tensorflow/graph/trace-error';
import { useOwnTemporaryFolder } from '../../own-temporary-folder';
import { installed, onTensorFlow, valuesOf } from '../native';

const [FLOAT, INT32] = [1, 3];
const weight = { handle: 'w', dtype: FLOAT, shape: [2] };

/** The resource w, and x + w and x · w of an input x. */
const nodes: GraphNode[] = [
  ...resourceNodes(weight),
  writesDoneNode('written', INT32, ['w']),
  {
    name: 'x',
    op: 'Placeholder',
    inputs: [],
    attributes: { dtype: { type: FLOAT }, shape: { shape: [2] } },
  },
  { name: 'sum', op: 'AddV2', inputs: ['x', 'w/value'], attributes: { T: { type: FLOAT } } },
  { name: 'product', op: 'Mul', inputs: ['x', 'w/value'], attributes: { T: { type: FLOAT } } },
];

describe.skipIf(!installed)('LoadedGraph', () => {
  onTensorFlow();
  const temporaryFiles = useOwnTemporaryFolder();

  it('runs with the values that were written last', () => {
    const backend = nodeBackend() as NodeBackend;
    const graph = new LoadedGraph(backend, nodes);
    const idsOf = (values: number[]): number[] => backend.getInputTensorIds([tf.tensor1d(values)]);
    const numbersOf = (tensors: NativeTensor[]): number[][] =>
      tensors.map((tensor) => valuesOf(backend.createOutputTensor(tensor)));
    tf.tidy(() => {
      const x = idsOf([10, 20]);
      graph.write([weight], idsOf([1, 2]), 'written');
      expect(numbersOf(graph.run(x, ['x'], ['product', 'sum']))).toEqual([
        [10, 40],
        [11, 22],
      ]);
      graph.write([weight], idsOf([3, 4]), 'written');
      expect(numbersOf(graph.run(x, ['x'], ['sum']))).toEqual([[13, 24]]);
      graph.write([], [], 'no such node');
      expect(numbersOf(graph.run([], [], ['w/value']))).toEqual([[3, 4]]);
    });
    graph.close();
  });

  it('rejects a graph that TensorFlow does not load, and leaves no file behind', () => {
    const node: GraphNode = { name: 'y', op: 'NoSuchOp', inputs: [], attributes: {} };
    const load = (): LoadedGraph => new LoadedGraph(nodeBackend() as NodeBackend, [node]);
    expect(load).toThrow(TraceError);
    expect(load).toThrow(/TensorFlow does not take its graph \(.*NoSuchOp/s);
    expect(temporaryFiles()).toEqual([]);
  });
});
