import type { Node, NodeOf } from '#spec/nodes';
import { tf, type Tensor, type Tensor4D } from '#tensorflow/tf';
import { activate } from '../activation';
import { BatchNorm } from '../batch-norm';
import type { Layer } from '../layer';
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
  parameters: Parameters,
): Layer {
  const map =
    node.kind === 'dense'
      ? linear(parameters, id, channels, node.units, { bias: node.bias })
      : convolution(parameters, id, channels, node.filters, pairOf(node.kernel), {
          bias: node.bias,
          stride: pairOf(node.stride),
          padding: node.padding,
        });
  const outputs = node.kind === 'dense' ? node.units : node.filters;
  const norm = node.batchNorm ? new BatchNorm(parameters, `${id}/batchNorm`, outputs) : null;
  return (inputs, pass) => {
    const mapped = map(only(inputs, id));
    return activate(norm ? norm.forward(mapped, pass) : mapped, node.activation);
  };
}

function pool(node: NodeOf<'maxPool' | 'averagePool'>, id: string): Layer {
  const size = pairOf(node.size);
  const stride = node.stride === undefined ? size : pairOf(node.stride);
  const reduce = node.kind === 'maxPool' ? tf.maxPool : tf.avgPool;
  return (inputs) => reduce(only(inputs, id) as Tensor4D, size, stride, node.padding);
}

/**
 * The layer of a node, its parameters created in `parameters` under the node's id. `inputShapes`:
 * those of one example's incoming messages, without the batch. Inputs and losses have no layer.
 */
export function buildLayer(
  node: Exclude<Node, NodeOf<'input' | 'softmaxCrossEntropy' | 'meanSquaredError'>>,
  id: string,
  inputShapes: readonly (readonly number[])[],
  parameters: Parameters,
): Layer {
  const channels = lastOf(inputShapes[0] ?? []);
  switch (node.kind) {
    case 'dense':
    case 'conv2d':
      return weighted(node, id, channels, parameters);
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
      return (inputs, pass) => norm.forward(only(inputs, id), pass);
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
