import { inputSize } from '#spec/counts';
import { incomingEdges } from '#spec/graph';
import { isLoss, type ActivationFunction, type Node } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { call, text, tuple } from './python-text';
import type { ScriptSource } from './script-source';

type Pair = readonly [number, number];
/** Columns and rows that PyTorch's `F.pad` adds: left, right, top, bottom. */
type Padding = readonly [number, number, number, number];

const activations: Record<ActivationFunction, string> = {
  linear: 'nn.Identity()',
  relu: 'nn.ReLU()',
  leakyRelu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  gelu: 'nn.GELU()',
  sigmoid: 'nn.Sigmoid()',
  tanh: 'nn.Tanh()',
  softplus: 'nn.Softplus()',
};

/** The module of an activation, as an expression. */
export function activationModule(name: ActivationFunction): string {
  return activations[name];
}

/** A linear map with what follows it, as an expression. `stages`: by name; null where there is none. */
export function layerCall(stages: Readonly<Record<string, string | null>>, indent: number): string {
  const args = Object.entries(stages).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  );
  return call('layer', args, { indent });
}

/** Shapes of what arrives at a node; an input of class numbers counts as its classes. */
export function inputShapes(source: ScriptSource, id: string): (readonly number[])[] {
  const { experiment, shapes, fields } = source;
  const { model } = experiment;
  return incomingEdges(model, id)
    .filter((edge) => !isStateLoop(model, edge))
    .map(({ from }) => {
      const [node, shape = []] = [model.nodes[from], shapes[from]];
      return node?.kind === 'input' && shape.length === 0 ? [inputSize(node, [], fields)] : shape;
    });
}

/** The module of a node as an expression; null for nodes that are written in the forward pass itself. */
export function nodeModule(source: ScriptSource, id: string, indent: number): string | null {
  const node = source.experiment.model.nodes[id];
  if (!node || isLoss(node) || ['input', 'add', 'concat'].includes(node.kind)) return null;
  const [input = []] = inputShapes(source, id);
  const channels = input.at(-1) ?? 0;
  const outputs = source.shapes[id]?.at(-1) ?? 0;
  switch (node.kind) {
    case 'dense':
      return layerCall(
        {
          linear: call('nn.Linear', [String(channels), String(outputs), ...bias(node)]),
          ...afterLinear(node, outputs, 1),
        },
        indent,
      );
    case 'conv2d':
      return convolution(node, input, indent);
    case 'maxPool':
    case 'averagePool':
      return pool(node, input, indent);
    case 'flatten':
      return input.length === 3 ? 'FlattenMaps()' : 'nn.Flatten()';
    case 'batchNorm':
      return `nn.BatchNorm${input.length === 3 ? 2 : 1}d(${channels})`;
    case 'dropout':
      return `nn.Dropout(${node.rate})`;
    case 'activation':
      return activationModule(node.function);
    case 'embedding':
      return `Embedding(${channels}, ${node.units})`;
    case 'lstm':
      return `Lstm(${channels}, ${node.units}, forget_bias=${node.forgetBias})`;
    case 'gru':
      return `Gru(${channels}, ${node.units})`;
    case 'rnn':
      return `Rnn(${channels}, ${node.units}, ${activationModule(node.activation)})`;
    default:
      return null;
  }
}

function bias(node: { bias: boolean }): string[] {
  return node.bias ? [] : ['bias=False'];
}

function afterLinear(
  node: { batchNorm: boolean; activation: ActivationFunction },
  outputs: number,
  dimensions: 1 | 2,
): Record<string, string | null> {
  return {
    norm: node.batchNorm ? `nn.BatchNorm${dimensions}d(${outputs})` : null,
    activation: node.activation === 'linear' ? null : activationModule(node.activation),
  };
}

function convolution(
  node: Extract<Node, { kind: 'conv2d' }>,
  input: readonly number[],
  indent: number,
): string {
  const [kernel, stride] = [pairOf(node.kernel), pairOf(node.stride)];
  const isStrided = stride.some((step) => step > 1);
  const isPadded = node.padding === 'same';
  const padding = isPadded && isStrided ? samePadding(input, kernel, stride) : null;
  return layerCall(
    {
      pad: padding?.some(Boolean) ? `nn.ZeroPad2d(${tuple(padding)})` : null,
      linear: call('nn.Conv2d', [
        String(input[2] ?? 0),
        String(node.filters),
        pairText(kernel),
        ...(isStrided ? [`stride=${pairText(stride)}`] : []),
        ...(isPadded && !isStrided ? [`padding=${text('same')}`] : []),
        ...bias(node),
      ]),
      ...afterLinear(node, node.filters, 2),
    },
    indent,
  );
}

function pool(
  node: Extract<Node, { kind: 'maxPool' | 'averagePool' }>,
  input: readonly number[],
  indent: number,
): string {
  const size = pairOf(node.size);
  const stride = node.stride === undefined ? size : pairOf(node.stride);
  const args = `${pairText(size)}, ${pairText(stride)}`;
  const padding = node.padding === 'same' ? samePadding(input, size, stride) : null;
  if (node.kind === 'averagePool')
    return padding?.some(Boolean)
      ? `AveragePool(${args}, ${tuple(padding)})`
      : `nn.AvgPool2d(${args})`;
  if (!padding?.some(Boolean)) return `nn.MaxPool2d(${args})`;
  return call(
    'nn.Sequential',
    [`nn.ConstantPad2d(${tuple(padding)}, -math.inf)`, `nn.MaxPool2d(${args})`],
    { indent },
  );
}

function pairOf(value: number | readonly [number, number]): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

function pairText([rows, columns]: Pair): string {
  return rows === columns ? String(rows) : `(${rows}, ${columns})`;
}

/** The padding `same` of TensorFlow: an odd number has one more at the end. */
function samePadding(
  [rows = 0, columns = 0]: readonly number[],
  size: Pair,
  stride: Pair,
): Padding {
  const along = (length: number, axis: 0 | 1): [number, number] => {
    const outputs = Math.ceil(length / stride[axis]);
    const missing = Math.max(0, (outputs - 1) * stride[axis] + size[axis] - length);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  };
  return [...along(columns, 1), ...along(rows, 0)];
}
