import { expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { encodeSavedModel } from '#tensorflow/graph/saved-model';
import { decodeGraph } from '../../../bench/products/decode-graph';

it('reads back the nodes of an encoded graph', () => {
  const nodes: GraphNode[] = [
    {
      name: 'zero',
      op: 'Const',
      inputs: [],
      controlInputs: [],
      attributes: {
        dtype: { type: 3 },
        value: { tensor: { dtype: 3, shape: [2], content: { intVal: [0, 7] } } },
      },
    },
    {
      name: 'conv',
      op: 'Conv2D',
      inputs: ['x:1', 'zero'],
      controlInputs: ['before'],
      device: '/device:GPU:1',
      attributes: {
        T: { type: 1 },
        strides: { ints: [1, 2, 2, 1] },
        padding: { s: 'SAME' },
        use_cudnn_on_gpu: { b: false },
        shape: { shape: [3, 0] },
        groups: { i: 0 },
        epsilon: { f: 0.5 },
      },
    },
  ];
  expect(decodeGraph(encodeSavedModel(nodes, 'serve'))).toEqual(nodes);
});
