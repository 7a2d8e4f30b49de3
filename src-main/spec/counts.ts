import { findModules, wire } from './graph';
import { edgeId, type Edge, type EdgeId, type Model } from './model';
import { isLoss, type Node } from './nodes';
import { inferShapes, sizeOf } from './shapes';
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
    const [edge] = into(id);
    nodes[id] = countNode(node, edge && shapes[edge.from], shapes[id]);
  }
  const inputs = Object.entries(model.nodes)
    .map(([id, node]) => (node.kind === 'input' ? sizeOf(shapes[id] ?? [0]) : 0))
    .reduce((all, one) => all + one, 0);
  const context = contextSize(model, fields);
  const synthesizers: Record<EdgeId, Count> = {};
  const syntheticInputs: Record<EdgeId, Count> = {};
  for (const edge of model.edges) {
    const message = shapes[edge.from];
    if (!edge.decoupled || !message) continue;
    synthesizers[edgeId(edge)] = countSynthesizer(edge.decoupled.synthesizer, message, context);
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

function countNode(
  node: Node,
  input: readonly number[] | undefined,
  output: readonly number[] | undefined,
): Count {
  if (!input || !output) return nothing;
  const channels = input.at(-1) ?? 0;
  switch (node.kind) {
    case 'dense':
      return {
        parameters: node.units * (channels + extras(node)),
        multiplyAdds: node.units * channels,
      };
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

function countSynthesizer(
  settings: NonNullable<Edge['decoupled']>['synthesizer'],
  message: readonly number[],
  context: number,
): Count {
  const extra = settings.condition === 'label' ? context : 0;
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

/** Width of what a conditioned synthesizer sees: the target of the first loss. */
function contextSize(model: Model, fields: Fields | null): number {
  const loss = Object.values(model.nodes).find(isLoss);
  const field = loss && fieldOf(fields, loss.target);
  if (!field) return 0;
  return field.kind === 'label' ? field.classes : sizeOf(field.shape);
}
