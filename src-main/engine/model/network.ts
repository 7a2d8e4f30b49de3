import { labelField, labelSize } from '#spec/context';
import { inputSize } from '#spec/counts';
import { edgesInto, findModules, moduleOfNode, topologicalOrder, type Module } from '#spec/graph';
import { edgeId, type Decoupling, type EdgeId, type Model } from '#spec/model';
import { isCore, isLoss, type LossNode, type NodeOf } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { inferShapes, isStateLoop, messageShape } from '#spec/shapes';
import type { Fields } from '#spec/task';
import { isRecurrent } from '#spec/windows';
import type { Layer } from './layers/layer';
import { buildLayer } from './layers/build-layer';
import { buildCore, type Core } from './layers/core';
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
  readonly spec: Decoupling;
  /** The field whose targets its synthesizer is shown; null where it is not conditioned on labels. */
  readonly labelField: string | null;
  /** A recurrent edge within one module: cut between windows only, with its plain gradient inside them. */
  readonly isRecurrent: boolean;
  /** k: what the synthetic gradient is multiplied by. */
  readonly scale: number;
  /** Replaceable, so that an exact gradient can stand in for the prediction. */
  synthesizer: Synthesizer;
  readonly syntheticInput: SyntheticInput | null;
  /** The auxiliary task's second head, which sees the message alone. */
  readonly auxiliary: Synthesizer | null;
}

/** k where the spec does not say: 0.1 for recurrent edges, as others report of the paper's code. */
const recurrentScale = 0.1;

/**
 * A model ready to compute: layers by node in topological order, interfaces by edge, and the
 * parameters of all of them, which it owns.
 */
export interface Network {
  readonly model: Model;
  readonly fields: Fields;
  readonly order: readonly string[];
  readonly modules: readonly Module[];
  /** Ticks of the stream from one tick of a node to its next. */
  readonly periods: Readonly<Record<string, number>>;
  readonly layers: ReadonlyMap<string, Layer>;
  readonly cores: ReadonlyMap<string, Core>;
  readonly interfaces: ReadonlyMap<EdgeId, Interface>;
  readonly parameters: Parameters;
  /** Frees every variable. */
  dispose(): void;
}

/** Where the parameters of an edge's synthesizer, and of its synthetic input model, are named. */
export const synthesizerName = (edge: EdgeId): string => `${edge}/synthesizer`;
export const syntheticInputName = (edge: EdgeId): string => `${edge}/syntheticInput`;
export const auxiliaryName = (edge: EdgeId): string => `${edge}/auxiliary`;

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
  /** Numbers of classes are looked up in tables with a row each. */
  const sizesOf = (id: string): number[] => {
    const [node, shape] = [model.nodes[id], shapeOf(id)];
    return node?.kind === 'input' && shape.length === 0 ? [inputSize(node, shape, fields)] : shape;
  };
  const { order } = topologicalOrder(model);
  const { periods } = inferPeriods(model);
  const modules = findModules(model);
  const moduleOf = moduleOfNode(modules);
  const parameters = new Parameters(seed);

  const layers = new Map<string, Layer>();
  const cores = new Map<string, Core>();
  for (const id of order) {
    const node = model.nodes[id];
    if (!node || node.kind === 'input' || isLoss(node)) continue;
    const inputShapes = edgesInto(model, id)
      .filter((edge) => !isStateLoop(model, edge))
      .map((edge) => sizesOf(edge.from));
    if (isCore(node)) cores.set(id, buildCore(node, id, inputShapes[0]?.[0] ?? 0, parameters));
    else layers.set(id, buildLayer(node, id, inputShapes, shapeOf(id), parameters));
  }

  const inputWidth = inputNodes(model)
    .map(({ id, node }) => inputSize(node, shapeOf(id), fields))
    .reduce((sum, size) => sum + size, 0);
  const interfaces = new Map<EdgeId, Interface>();
  for (const edge of model.edges) {
    if (!edge.decoupled) continue;
    const id = edgeId(edge);
    const shape = messageShape(model, shapes, edge);
    if (!shape) throw new Error(`the message of '${id}' has no shape`);
    const { synthesizer, syntheticInput, auxiliary, syntheticGradientScale } = edge.decoupled;
    const { condition } = synthesizer;
    const label = condition === 'label' ? labelField(model, edge) : null;
    const contextWidth =
      typeof condition === 'object'
        ? condition.inputs * inputWidth
        : label === null
          ? 0
          : labelSize(model, edge, fields);
    const isBorder = isRecurrent(model, edge, periods);
    interfaces.set(id, {
      edge: id,
      from: moduleOf.get(edge.from) ?? '',
      to: moduleOf.get(edge.to) ?? '',
      spec: edge.decoupled,
      labelField: label,
      isRecurrent: isBorder,
      scale: syntheticGradientScale ?? (isBorder ? recurrentScale : 1),
      synthesizer: buildSynthesizer(
        synthesizer,
        synthesizerName(id),
        shape,
        contextWidth,
        parameters,
      ),
      syntheticInput: syntheticInput
        ? buildSyntheticInput(syntheticInput, syntheticInputName(id), inputWidth, shape, parameters)
        : null,
      auxiliary: auxiliary
        ? buildSynthesizer(synthesizer, auxiliaryName(id), shape, 0, parameters)
        : null,
    });
  }
  return {
    model,
    fields,
    order,
    modules,
    periods,
    layers,
    cores,
    interfaces,
    parameters,
    dispose: () => parameters.dispose(),
  };
}

/** The nodes that read the task, in the order of the spec. */
export function inputNodes(model: Model): { id: string; node: NodeOf<'input'> }[] {
  return Object.entries(model.nodes).flatMap(([id, node]) =>
    node.kind === 'input' ? [{ id, node }] : [],
  );
}

/** The model's losses, in the order of the spec. */
export function lossNodes(model: Model): { id: string; node: LossNode }[] {
  return Object.entries(model.nodes).flatMap(([id, node]) => (isLoss(node) ? [{ id, node }] : []));
}
