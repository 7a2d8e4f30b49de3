import type { CoreNode, LossNode, Node, NodeOf } from '#spec/nodes';
import { averagePool } from '#tensorflow/ops/average-pool';
import { gatherRows } from '#tensorflow/ops/gather';
import {
  tf,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '#tensorflow/backend/tf';
import { activate } from '../../ops/activation';
import { BatchNorm } from '../batch-norm';
import type { Layer } from './layer';
import type { Parameters } from '../parameters';
import { dropout } from './dropout';
import { convolution, linear } from './linear';

type Pair = [number, number];

function pairOf(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

function only(inputs: Tensor[], node: string): Tensor {
  const [x] = inputs;
  if (!x || inputs.length > 1) throw new Error(`'${node}' takes one message, not ${inputs.length}`);
  return x;
}

function lastOf(shape: readonly number[]): number {
  const size = shape[shape.length - 1];
  if (size === undefined) throw new Error('a message has no dimensions');
  return size;
}

/** Linear map or convolution, then batch normalisation, then activation. */
function weighted(
  node: NodeOf<'dense' | 'conv2d'>,
  id: string,
  channels: number,
  outputs: number,
  parameters: Parameters,
): Layer {
  const map =
    node.kind === 'dense'
      ? linear(parameters, id, channels, outputs, { bias: node.bias })
      : convolution(parameters, id, channels, outputs, pairOf(node.kernel), {
          bias: node.bias,
          stride: pairOf(node.stride),
          padding: node.padding,
        });
  const norm = node.batchNorm ? new BatchNorm(parameters, `${id}/batchNorm`, outputs) : null;
  return (inputs, mode) => {
    const mapped = map(only(inputs, id));
    return activate(norm ? norm.forward(mapped, mode) : mapped, node.activation);
  };
}

function pool(node: NodeOf<'maxPool' | 'averagePool'>, id: string): Layer {
  const size = pairOf(node.size);
  const stride = node.stride === undefined ? size : pairOf(node.stride);
  const reduce = node.kind === 'maxPool' ? tf.maxPool : averagePool;
  return (inputs) => reduce(only(inputs, id) as Tensor4D, size, stride, node.padding);
}

/** A table with one row for each class. The input is class numbers, `[rows]`; −1, for none, gives a row of zeros. */
function embedding(id: string, classes: number, units: number, parameters: Parameters): Layer {
  const table = parameters.create(`${id}/kernel`, [classes, units], { limit: 1 });
  return (inputs) => gatherRows(table as unknown as Tensor2D, only(inputs, id) as Tensor1D);
}

/** The nodes that a layer computes: all but inputs, losses and recurrent cores. */
type LayerNode = Exclude<Node, NodeOf<'input'> | LossNode | CoreNode>;

/**
 * The layer of a node, its parameters created in `parameters` under the node's id. `inputShapes` and
 * `outputShape` are of one example, without the batch; for an input of class numbers it is `[classes]`.
 */
export function buildLayer(
  node: LayerNode,
  id: string,
  inputShapes: readonly (readonly number[])[],
  outputShape: readonly number[],
  parameters: Parameters,
): Layer {
  const channels = lastOf(inputShapes[0] ?? []);
  switch (node.kind) {
    case 'dense':
    case 'conv2d':
      return weighted(node, id, channels, lastOf(outputShape), parameters);
    case 'embedding':
      return embedding(id, channels, node.units, parameters);
    case 'maxPool':
    case 'averagePool':
      return pool(node, id);
    case 'flatten':
      return (inputs) => {
        const x = only(inputs, id);
        return tf.reshape(x, [x.shape[0] ?? 0, -1]);
      };
    case 'batchNorm': {
      const norm = new BatchNorm(parameters, id, channels);
      return (inputs, mode) => norm.forward(only(inputs, id), mode);
    }
    case 'dropout':
      return dropout(node.rate, id);
    case 'activation':
      return (inputs) => activate(only(inputs, id), node.function);
    case 'add':
      return (inputs) => inputs.reduce((sum, x) => tf.add(sum, x));
    case 'concat':
      return (inputs) => (inputs.length > 1 ? tf.concat(inputs, -1) : only(inputs, id));
  }
}
