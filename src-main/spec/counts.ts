import { labelSize } from './context';
import { findModules, wire } from './graph';
import { edgeId, type Decoupling, type EdgeId, type Model } from './model';
import type { CoreNode, Node, NodeOf } from './nodes';
import { inferShapes, messageShape, sizeOf } from './shapes';
import { fieldOf, type Fields } from './task';

export interface Count {
  /** Trainable numbers; running statistics are not among them. */
  parameters: number;
  /** Multiply-adds of one forward pass of one example. Activations and normalisation are not counted. */
  multiplyAdds: number;
}

export interface Counts {
  nodes: Record<string, Count>;
  /** By decoupled edge. */
  synthesizers: Record<EdgeId, Count>;
  syntheticInputs: Record<EdgeId, Count>;
  /** By module id: its nodes alone. */
  modules: Record<string, Count>;
  /** The model without its interfaces. */
  total: Count;
  /** All synthesizers and synthetic input models. */
  interfaces: Count;
}

const nothing: Count = { parameters: 0, multiplyAdds: 0 };

function plus(a: Count, b: Count): Count {
  return { parameters: a.parameters + b.parameters, multiplyAdds: a.multiplyAdds + b.multiplyAdds };
}

function sum(counts: Count[]): Count {
  return counts.reduce(plus, nothing);
}

/** Counts what can be counted; nodes whose shapes are not known count nothing. */
export function countModel(model: Model, fields: Fields | null): Counts {
  const { shapes } = inferShapes(model, fields);
  const nodes: Record<string, Count> = {};
  const { into } = wire(model);
  for (const [id, node] of Object.entries(model.nodes)) {
    const edge = into(id).find(({ from }) => from !== id);
    const source = edge && model.nodes[edge.from];
    const arriving = edge && shapes[edge.from];
    nodes[id] =
      node.kind === 'embedding' && source?.kind === 'input'
        ? { parameters: node.units * inputSize(source, arriving, fields), multiplyAdds: 0 }
        : countNode(node, arriving, shapes[id]);
  }
  const inputs = Object.entries(model.nodes)
    .map(([id, node]) => (node.kind === 'input' ? inputSize(node, shapes[id], fields) : 0))
    .reduce((all, one) => all + one, 0);
  const synthesizers: Record<EdgeId, Count> = {};
  const syntheticInputs: Record<EdgeId, Count> = {};
  for (const edge of model.edges) {
    const message = messageShape(model, shapes, edge);
    if (!edge.decoupled || !message) continue;
    synthesizers[edgeId(edge)] = countDecoupling(
      edge.decoupled,
      message,
      labelSize(model, edge, fields),
      inputs,
    );
    const input = edge.decoupled.syntheticInput;
    if (input)
      syntheticInputs[edgeId(edge)] = countStack(
        [inputs, ...input.hidden, sizeOf(message)],
        input.batchNorm,
      );
  }
  const modules = Object.fromEntries(
    findModules(model).map(({ id, nodes: ids }) => [
      id,
      sum(ids.map((node) => nodes[node] ?? nothing)),
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

/** Numbers that an input shows to what is conditioned on the inputs: a label counts one-hot. */
export function inputSize(
  node: NodeOf<'input'>,
  shape: readonly number[] | undefined,
  fields: Fields | null,
): number {
  const field = fieldOf(fields, node.field);
  return field?.kind === 'label' ? field.classes : sizeOf(shape ?? [0]);
}

function countNode(
  node: Node,
  input: readonly number[] | undefined,
  output: readonly number[] | undefined,
): Count {
  if (!input || !output) return nothing;
  const channels = input.at(-1) ?? 0;
  const units = output.at(-1) ?? 0;
  switch (node.kind) {
    case 'dense':
      return {
        parameters: units * (channels + extras(node)),
        multiplyAdds: units * channels,
      };
    case 'lstm':
    case 'gru':
    case 'rnn':
      return countCore(gatesOf(node), channels, units);
    case 'conv2d': {
      const [rows, columns] =
        typeof node.kernel === 'number' ? [node.kernel, node.kernel] : node.kernel;
      const weights = rows * columns * channels;
      const positions = (output[0] ?? 0) * (output[1] ?? 0);
      return {
        parameters: node.filters * (weights + extras(node)),
        multiplyAdds: positions * node.filters * weights,
      };
    }
    case 'batchNorm':
      return { parameters: 2 * channels, multiplyAdds: 0 };
    default:
      return nothing;
  }
}

/** Linear maps of input and state together that a core's tick makes. */
function gatesOf({ kind }: CoreNode): number {
  return { lstm: 4, gru: 3, rnn: 1 }[kind];
}

/** A GRU has a second bias for its candidate, within the reset. */
function countCore(gates: number, inputs: number, units: number): Count {
  const weights = gates * units * (inputs + units);
  return { parameters: weights + (gates + (gates === 3 ? 1 : 0)) * units, multiplyAdds: weights };
}

/** Numbers of a unit beside its weights: bias, scale and offset. */
function extras(node: { bias: boolean; batchNorm: boolean }): number {
  return (node.bias ? 1 : 0) + (node.batchNorm ? 2 : 0);
}

/** Linear layers of the given widths; `batchNorm` after all but the last. */
function countStack(
  widths: readonly number[],
  batchNorm: boolean,
  kernel = 1,
  positions = 1,
): Count {
  let count = nothing;
  for (let i = 1; i < widths.length; i++) {
    const [from, to] = [widths[i - 1] ?? 0, widths[i] ?? 0];
    const hidden = i < widths.length - 1;
    count = plus(count, {
      parameters: to * (kernel * from + 1 + (batchNorm && hidden ? 2 : 0)),
      multiplyAdds: positions * kernel * from * to,
    });
  }
  return count;
}

/** The synthesizer of an edge, and the second head of the auxiliary task, which sees the message alone. */
function countDecoupling(
  { synthesizer, auxiliary }: Decoupling,
  message: readonly number[],
  label: number,
  inputs: number,
): Count {
  const own = countSynthesizer(synthesizer, message, label, inputs);
  if (!auxiliary) return own;
  return plus(own, countSynthesizer({ ...synthesizer, condition: undefined }, message, 0, 0));
}

function countSynthesizer(
  settings: Decoupling['synthesizer'],
  message: readonly number[],
  label: number,
  inputs: number,
): Count {
  const { condition } = settings;
  const extra =
    condition === 'label' ? label : condition === undefined ? 0 : condition.inputs * inputs;
  if (settings.kind === 'mlp') {
    const size = sizeOf(message);
    return countStack([size + extra, ...settings.hidden, size], settings.batchNorm);
  }
  const [rows = 0, columns = 0, channels = 0] = message;
  return countStack(
    [channels + extra, ...settings.hidden, channels],
    settings.batchNorm,
    settings.kernel ** 2,
    rows * columns,
  );
}
