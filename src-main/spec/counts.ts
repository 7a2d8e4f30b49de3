import { fieldSize, findLabelFields } from './label-field';
import { findModules, indexEdges } from './graph';
import { edgeId, type Decoupling, type EdgeId, type Model } from './model';
import type { CoreNode, Node, NodeOf } from './nodes';
import { inferShapes, messageShape, sizeFromShape } from './shapes';
import { findField, type Fields } from './task';

export interface Count {
  /** Trainable values; running statistics of batch normalisation are not counted. */
  parameters: number;
  /** Multiply-adds of one forward pass of one example. Activations and normalisation are not counted. */
  multiplyAdds: number;
}

export interface Counts {
  nodes: Record<string, Count>;
  /** By decoupled edge; the head of the auxiliary task is included. */
  synthesizers: Record<EdgeId, Count>;
  syntheticInputs: Record<EdgeId, Count>;
  /** By module id: its nodes, without synthesizers. */
  modules: Record<string, Count>;
  /** All nodes: the model without its synthesizers and synthetic input models. */
  total: Count;
  /** All synthesizers and synthetic input models. */
  interfaces: Count;
}

const zero: Count = { parameters: 0, multiplyAdds: 0 };

function add(a: Count, b: Count): Count {
  return { parameters: a.parameters + b.parameters, multiplyAdds: a.multiplyAdds + b.multiplyAdds };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(add, zero);
}

/** Counts parameters and multiply-adds. Nodes whose shapes are unknown count zero. */
export function countModel(model: Model, fields: Fields | null): Counts {
  const { shapes } = inferShapes(model, fields);
  const nodes: Record<string, Count> = {};
  const { incoming } = indexEdges(model);
  for (const [id, node] of Object.entries(model.nodes)) {
    const edge = incoming(id).find(({ from }) => from !== id);
    const source = edge && model.nodes[edge.from];
    const arriving = edge && shapes[edge.from];
    nodes[id] =
      node.kind === 'embedding' && source?.kind === 'input'
        ? { parameters: node.units * inputSize(source, arriving, fields), multiplyAdds: 0 }
        : countNode(node, arriving, shapes[id]);
  }
  const inputWidth = Object.entries(model.nodes)
    .map(([id, node]) => (node.kind === 'input' ? inputSize(node, shapes[id], fields) : 0))
    .reduce((total, size) => total + size, 0);
  const synthesizers: Record<EdgeId, Count> = {};
  const syntheticInputs: Record<EdgeId, Count> = {};
  const labels = findLabelFields(model);
  for (const edge of model.edges) {
    const message = messageShape(model, shapes, edge);
    if (!edge.decoupled || !message) continue;
    synthesizers[edgeId(edge)] = countDecoupling(
      edge.decoupled,
      message,
      fieldSize(labels.get(edge.to) ?? null, fields),
      inputWidth,
    );
    const { syntheticInput } = edge.decoupled;
    if (syntheticInput)
      syntheticInputs[edgeId(edge)] = countStack(
        [inputWidth, ...syntheticInput.hidden, sizeFromShape(message)],
        syntheticInput.batchNorm,
      );
  }
  const modules = Object.fromEntries(
    findModules(model).map(({ id, nodes: ids }) => [
      id,
      sum(ids.map((node) => nodes[node] ?? zero)),
    ]),
  );
  return {
    nodes,
    synthesizers,
    syntheticInputs,
    modules,
    total: sum(Object.values(nodes)),
    interfaces: sum([...Object.values(synthesizers), ...Object.values(syntheticInputs)]),
  };
}

/** Values of an input in the condition `{ inputs: n }` of a synthesizer: a label is one-hot there. */
export function inputSize(
  node: NodeOf<'input'>,
  shape: readonly number[] | undefined,
  fields: Fields | null,
): number {
  const field = findField(fields, node.field);
  return field?.kind === 'label' ? field.classes : sizeFromShape(shape ?? [0]);
}

function countNode(
  node: Node,
  input: readonly number[] | undefined,
  output: readonly number[] | undefined,
): Count {
  if (!input || !output) return zero;
  const channels = input.at(-1) ?? 0;
  const units = output.at(-1) ?? 0;
  switch (node.kind) {
    case 'dense':
      return {
        parameters: units * (channels + parametersBesideWeights(node)),
        multiplyAdds: units * channels,
      };
    case 'lstm':
    case 'gru':
    case 'rnn':
      return countCore(gateCount(node), channels, units);
    case 'conv2d': {
      const [rows, columns] =
        typeof node.kernel === 'number' ? [node.kernel, node.kernel] : node.kernel;
      const weights = rows * columns * channels;
      const positions = (output[0] ?? 0) * (output[1] ?? 0);
      return {
        parameters: node.filters * (weights + parametersBesideWeights(node)),
        multiplyAdds: positions * node.filters * weights,
      };
    }
    case 'batchNorm':
      return { parameters: 2 * channels, multiplyAdds: 0 };
    default:
      return zero;
  }
}

/** Gates of a core, the candidate included: each is a linear map of input and state. */
function gateCount({ kind }: CoreNode): number {
  return { lstm: 4, gru: 3, rnn: 1 }[kind];
}

/** A GRU has a second bias for its candidate, inside the reset gate's product. */
function countCore(gates: number, inputs: number, units: number): Count {
  const weights = gates * units * (inputs + units);
  return { parameters: weights + (gates + (gates === 3 ? 1 : 0)) * units, multiplyAdds: weights };
}

/** Parameters of one unit beside its weights: bias, and scale and offset of batch normalisation. */
function parametersBesideWeights(node: { bias: boolean; batchNorm: boolean }): number {
  return (node.bias ? 1 : 0) + (node.batchNorm ? 2 : 0);
}

/**
 * Linear layers of the given widths, with biases; `batchNorm` after all but the last. For convolutions `kernel` is
 * the number of kernel positions, and `positions` that of output positions.
 */
function countStack(
  widths: readonly number[],
  batchNorm: boolean,
  kernel = 1,
  positions = 1,
): Count {
  let count = zero;
  for (let i = 1; i < widths.length; i++) {
    const [from, to] = [widths[i - 1] ?? 0, widths[i] ?? 0];
    const isHidden = i < widths.length - 1;
    count = add(count, {
      parameters: to * (kernel * from + 1 + (batchNorm && isHidden ? 2 : 0)),
      multiplyAdds: positions * kernel * from * to,
    });
  }
  return count;
}

/**
 * The synthesizer of an edge and the head of its auxiliary task, which has the same layers but no condition.
 * `label` and `inputs`: how many values each condition would add.
 */
function countDecoupling(
  { synthesizer, auxiliary }: Decoupling,
  message: readonly number[],
  label: number,
  inputs: number,
): Count {
  const count = countSynthesizer(synthesizer, message, label, inputs);
  if (!auxiliary) return count;
  return add(count, countSynthesizer({ ...synthesizer, condition: undefined }, message, 0, 0));
}

function countSynthesizer(
  settings: Decoupling['synthesizer'],
  message: readonly number[],
  label: number,
  inputs: number,
): Count {
  const { condition } = settings;
  const conditionSize =
    condition === 'label' ? label : condition === undefined ? 0 : condition.inputs * inputs;
  if (settings.kind === 'mlp') {
    const size = sizeFromShape(message);
    return countStack([size + conditionSize, ...settings.hidden, size], settings.batchNorm);
  }
  const [rows = 0, columns = 0, channels = 0] = message;
  return countStack(
    [channels + conditionSize, ...settings.hidden, channels],
    settings.batchNorm,
    settings.kernel ** 2,
    rows * columns,
  );
}
