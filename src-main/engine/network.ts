import { edgesInto, findModules, topologicalOrder, type Module } from '#spec/graph';
import { edgeId, type Edge, type EdgeId, type Model } from '#spec/model';
import { isLoss, type LossNode } from '#spec/nodes';
import { inferShapes } from '#spec/shapes';
import type { Fields } from '#spec/task';
import type { Tensor } from '#tensorflow/tf';
import type { Layer, Pass } from './layer';
import { buildLayer } from './layers/build-layer';
import { Parameters } from './parameters';
import {
  buildSynthesizer,
  buildSyntheticInput,
  type SyntheticInput,
  type Synthesizer,
} from './synthesizer';

/** A decoupled edge with the models that sit on it. */
export interface Interface {
  readonly edge: EdgeId;
  /** Modules below and above: the sender of the message and its reader. */
  readonly from: string;
  readonly to: string;
  readonly spec: NonNullable<Edge['decoupled']>;
  /** Replaceable, so that an exact gradient can stand in for the prediction. */
  synthesizer: Synthesizer;
  readonly syntheticInput: SyntheticInput | null;
}

/** Called for every edge with the message its sender gives; returns what its reader gets. */
export type EdgePolicy = (edge: Edge, message: Tensor) => Tensor;

/**
 * A model ready to compute: layers by node in topological order, interfaces by edge, and the
 * parameters of all of them, which it owns.
 */
export interface Network {
  readonly model: Model;
  readonly fields: Fields;
  readonly order: readonly string[];
  readonly modules: readonly Module[];
  readonly layers: ReadonlyMap<string, Layer>;
  readonly interfaces: ReadonlyMap<EdgeId, Interface>;
  readonly parameters: Parameters;
  /** Frees every variable. */
  dispose(): void;
}

/** Where the parameters of an edge's synthesizer, and of its synthetic input model, are named. */
export const synthesizerName = (edge: EdgeId): string => `${edge}/synthesizer`;
export const syntheticInputName = (edge: EdgeId): string => `${edge}/syntheticInput`;

/**
 * Builds a validated model. Shapes are those of `fields`; first values follow `seed`. Throws a plain
 * Error where the model does not validate: that is the caller's omission, not the user's.
 */
export function buildNetwork(model: Model, fields: Fields, seed: number): Network {
  const { shapes, problems } = inferShapes(model, fields);
  if (problems.length > 0) throw new Error(`the model does not fit: ${problems[0]?.message}`);
  const shapeOf = (node: string): number[] => {
    const shape = shapes[node];
    if (!shape) throw new Error(`'${node}' has no shape`);
    return shape;
  };
  const { order } = topologicalOrder(model);
  const modules = findModules(model);
  const moduleOf = new Map(modules.flatMap((module) => module.nodes.map((id) => [id, module.id])));
  const parameters = new Parameters(seed);

  const layers = new Map<string, Layer>();
  for (const id of order) {
    const node = model.nodes[id];
    if (!node || node.kind === 'input' || isLoss(node)) continue;
    const inputShapes = edgesInto(model, id).map((edge) => shapeOf(edge.from));
    layers.set(id, buildLayer(node, id, inputShapes, parameters));
  }

  const context = contextField(model, fields);
  const inputSize = inputNodes(model)
    .flatMap((id) => shapeOf(id).reduce((product, size) => product * size, 1))
    .reduce((sum, size) => sum + size, 0);
  const interfaces = new Map<EdgeId, Interface>();
  for (const edge of model.edges) {
    if (!edge.decoupled) continue;
    const id = edgeId(edge);
    const shape = shapeOf(edge.from);
    const { synthesizer, syntheticInput } = edge.decoupled;
    interfaces.set(id, {
      edge: id,
      from: moduleOf.get(edge.from) ?? '',
      to: moduleOf.get(edge.to) ?? '',
      spec: edge.decoupled,
      synthesizer: buildSynthesizer(
        synthesizer,
        synthesizerName(id),
        shape,
        context?.size ?? 0,
        parameters,
      ),
      syntheticInput: syntheticInput
        ? buildSyntheticInput(syntheticInput, syntheticInputName(id), inputSize, shape, parameters)
        : null,
    });
  }
  return {
    model,
    fields,
    order,
    modules,
    layers,
    interfaces,
    parameters,
    dispose: () => parameters.dispose(),
  };
}

/** Ids of the nodes that read the task, in the order of the spec. */
export function inputNodes(model: Model): string[] {
  return Object.keys(model.nodes).filter((id) => model.nodes[id]?.kind === 'input');
}

/** The model's losses, in the order of the spec. */
export function lossNodes(model: Model): { id: string; node: LossNode }[] {
  return Object.entries(model.nodes).flatMap(([id, node]) => (isLoss(node) ? [{ id, node }] : []));
}

/** What a conditioned synthesizer is shown: the target of the first loss, and how wide it is. */
export function contextField(model: Model, fields: Fields): { field: string; size: number } | null {
  const field = lossNodes(model)[0]?.node.target;
  const target = field === undefined ? undefined : fields[field];
  if (field === undefined || !target) return null;
  const size =
    target.kind === 'label' ? target.classes : target.shape.reduce((all, one) => all * one, 1);
  return { field, size };
}

/** The messages that the losses read, by loss node. Runs inside the caller's tidy. */
export function runForward(
  network: Network,
  inputs: ReadonlyMap<string, Tensor>,
  pass: Pass,
  policy: EdgePolicy,
): Map<string, Tensor> {
  const { model, order, layers } = network;
  const outputs = new Map(inputs);
  const predictions = new Map<string, Tensor>();
  const messageOn = (edge: Edge): Tensor => {
    const message = outputs.get(edge.from);
    if (!message) throw new Error(`no message on ${edgeId(edge)}`);
    return policy(edge, message);
  };
  for (const id of order) {
    const node = model.nodes[id];
    if (!node || node.kind === 'input') continue;
    const messages = edgesInto(model, id).map(messageOn);
    const layer = layers.get(id);
    if (layer) outputs.set(id, layer(messages, pass));
    else if (isLoss(node) && messages[0]) predictions.set(id, messages[0]);
  }
  return predictions;
}
