import { perModel } from './keep-results';
import { fieldSize, findLabelFields } from './label-field';
import { findModules, indexEdges } from './graph';
import { edgeId, type Condition, type Decoupling, type EdgeId, type Model } from './model';
import type { CoreNode, Node, NodeOf } from './nodes';
import { inferShapes, messageShape, sizeFromShape } from './shapes';
import { findField, type Fields } from './task';

export interface Count {
  /** Trainable values; running statistics of batch normalisation are not counted. */
  parameters: number;
  /** Multiply-adds of one forward pass of one example. Activations and normalisation are not counted. */
  multiplyAdds: number;
}

/** What is not known, because data or connections are missing, is absent, and named in `unknown`. */
export interface Counts {
  nodes: Record<string, Count>;
  /** By decoupled edge; the head of the auxiliary task is included. */
  synthesizers: Record<EdgeId, Count>;
  syntheticInputs: Record<EdgeId, Count>;
  /** By module id: its nodes, without synthesizers. */
  modules: Record<string, Count>;
  /** All nodes that are known: the model without its synthesizers and synthetic input models. */
  total: Count;
  /** All synthesizers and synthetic input models that are known. */
  interfaces: Count;
  /** What has parameters whose number is not known. */
  unknown: { nodes: string[]; interfaces: EdgeId[] };
}

const zero: Count = { parameters: 0, multiplyAdds: 0 };

function add(a: Count, b: Count): Count {
  return { parameters: a.parameters + b.parameters, multiplyAdds: a.multiplyAdds + b.multiplyAdds };
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(add, zero);
}

/** Counts parameters and multiply-adds. `fields`: null where the data of the task is not known. */
export const countModel = perModel(computeCounts);

function computeCounts(model: Model, fields: Fields | null): Counts {
  const { shapes } = inferShapes(model, fields);
  const nodes: Record<string, Count> = {};
  const unknown: Counts['unknown'] = { nodes: [], interfaces: [] };
  const { incoming } = indexEdges(model);
  for (const [id, node] of Object.entries(model.nodes)) {
    const edge = incoming(id).find(({ from }) => from !== id);
    const source = edge && model.nodes[edge.from];
    const count =
      node.kind === 'embedding'
        ? countEmbedding(node, source, fields)
        : countNode(node, edge && shapes[edge.from], shapes[id]);
    if (count) nodes[id] = count;
    else unknown.nodes.push(id);
  }
  const inputWidth = sumOrNull(
    Object.entries(model.nodes).map(([id, node]) =>
      node.kind === 'input' ? inputSize(node, shapes[id], fields) || null : 0,
    ),
  );
  const synthesizers: Record<EdgeId, Count> = {};
  const syntheticInputs: Record<EdgeId, Count> = {};
  const labels = findLabelFields(model);
  for (const edge of model.edges) {
    if (!edge.decoupled) continue;
    const { synthesizer, syntheticInput } = edge.decoupled;
    const message = messageShape(model, shapes, edge);
    const label = labels.get(edge.to);
    const conditionSize = synthesizerContext(synthesizer.condition, inputWidth, () =>
      label !== undefined && findField(fields, label) ? fieldSize(label, fields) : null,
    );
    const synthesizerCount =
      message && conditionSize !== null
        ? countDecoupling(edge.decoupled, message, conditionSize)
        : null;
    if (synthesizerCount) synthesizers[edgeId(edge)] = synthesizerCount;
    const isInputKnown = message !== undefined && inputWidth !== null;
    if (syntheticInput && isInputKnown)
      syntheticInputs[edgeId(edge)] = countStack(
        [inputWidth, ...syntheticInput.hidden, sizeFromShape(message)],
        syntheticInput.batchNorm,
      );
    if (!synthesizerCount || (syntheticInput && !isInputKnown))
      unknown.interfaces.push(edgeId(edge));
  }
  const modules = Object.fromEntries(
    findModules(model).flatMap(({ id, nodes: ids }) => {
      const counts = ids.flatMap((node) => nodes[node] ?? []);
      return counts.length === ids.length ? [[id, sum(counts)]] : [];
    }),
  );
  return {
    nodes,
    synthesizers,
    syntheticInputs,
    modules,
    total: sum(Object.values(nodes)),
    interfaces: sum([...Object.values(synthesizers), ...Object.values(syntheticInputs)]),
    unknown,
  };
}

/** The sum; null where one of the numbers is not known. */
function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  );
}

/** How many values a condition adds to the message; null where that is not known. */
function synthesizerContext(
  condition: Condition | undefined,
  inputWidth: number | null,
  labelWidth: () => number | null,
): number | null {
  if (condition === undefined) return 0;
  if (condition === 'label') return labelWidth();
  return inputWidth === null ? null : condition.inputs * inputWidth;
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

/** One row for each class of the label that its input reads. */
function countEmbedding(
  { units }: NodeOf<'embedding'>,
  source: Node | undefined,
  fields: Fields | null,
): Count | null {
  const field = source?.kind === 'input' ? findField(fields, source.field) : undefined;
  return field?.kind === 'label' ? { parameters: units * field.classes, multiplyAdds: 0 } : null;
}

/** Null where the node has parameters whose number depends on an unknown shape. */
function countNode(
  node: Exclude<Node, NodeOf<'embedding'>>,
  input: readonly number[] | undefined,
  output: readonly number[] | undefined,
): Count | null {
  if (!hasParameters(node)) return zero;
  if (!input || !output) return null;
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

/** Whether a kind of node has something of its own to learn. */
export function hasParameters({ kind }: Pick<Node, 'kind'>): boolean {
  return ['dense', 'conv2d', 'batchNorm', 'embedding', 'lstm', 'gru', 'rnn'].includes(kind);
}

/** Gates of a core, the candidate included: each is a linear map of input and state. */
export function gateCount({ kind }: CoreNode): number {
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
 * `conditionSize`: how many values the condition adds to the message.
 */
function countDecoupling(
  { synthesizer, auxiliary }: Decoupling,
  message: readonly number[],
  conditionSize: number,
): Count {
  const count = countSynthesizer(synthesizer, message, conditionSize);
  return auxiliary ? add(count, countSynthesizer(synthesizer, message, 0)) : count;
}

function countSynthesizer(
  settings: Decoupling['synthesizer'],
  message: readonly number[],
  conditionSize: number,
): Count {
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
