import { findLabelField, labelSize } from '#spec/label-field';
import { inputSize } from '#spec/counts';
import {
  incomingEdges,
  findModules,
  mapNodesToModules,
  topologicalOrder,
  type Module,
} from '#spec/graph';
import { edgeId, type Decoupling, type EdgeId, type Model } from '#spec/model';
import { isCore, isLoss, type NodeOf } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { inferShapes, isStateLoop, messageShape } from '#spec/shapes';
import type { Fields } from '#spec/task';
import { isRecurrent } from '#spec/update-windows';
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
  /** Ids of the modules below and above: that of the sender of the message and that of its reader. */
  readonly from: string;
  readonly to: string;
  readonly spec: Decoupling;
  /** The field whose targets its synthesizer is conditioned on (cDNI); null where it is not conditioned on labels. */
  readonly labelField: string | null;
  /**
   * Whether it is a recurrent edge within one module: cut only where a window ends, with the true gradient inside
   * the window (Jaderberg et al. 2017, section 2.1).
   */
  readonly isRecurrent: boolean;
  /** k: the factor of the synthetic gradient. */
  readonly scale: number;
  /** M. Replaceable, so that tests can put an exact gradient in place of the prediction. */
  synthesizer: Synthesizer;
  /** I, of full unlocking ("synthetic inputs" in the paper). */
  readonly syntheticInput: SyntheticInput | null;
  /** A, the second head of the auxiliary task, which is given the message alone. */
  readonly auxiliary: Synthesizer | null;
}

/** k of recurrent edges where the spec does not set it: 0.1, as is reported of the paper's code. */
const recurrentScale = 0.1;

/**
 * A model ready to compute: its layers by node, its interfaces by edge, and the parameters of all of them, which
 * it owns.
 */
export interface Network {
  readonly model: Model;
  readonly fields: Fields;
  /** Node ids in topological order. */
  readonly order: readonly string[];
  readonly modules: readonly Module[];
  /** By node, the ticks of the stream from one of its own ticks to the next. */
  readonly periods: Readonly<Record<string, number>>;
  readonly layers: ReadonlyMap<string, Layer>;
  readonly cores: ReadonlyMap<string, Core>;
  readonly interfaces: ReadonlyMap<EdgeId, Interface>;
  readonly parameters: Parameters;
  /** Frees every variable. */
  dispose(): void;
}

/** Prefixes of parameter names, in saved weights too: of an edge's synthesizer, synthetic input model and auxiliary head. */
export const synthesizerName = (edge: EdgeId): string => `${edge}/synthesizer`;
export const syntheticInputName = (edge: EdgeId): string => `${edge}/syntheticInput`;
export const auxiliaryName = (edge: EdgeId): string => `${edge}/auxiliary`;

/**
 * Builds the network of a validated model. Shapes come from `fields`, initial values from `seed`. The caller
 * disposes of it. Throws a plain Error where the model does not validate: callers validate first.
 *
 *     const network = buildNetwork(spec.model, data.fields, spec.training.seed);
 *     network.dispose();
 */
export function buildNetwork(model: Model, fields: Fields, seed: number): Network {
  const { shapes, problems } = inferShapes(model, fields);
  if (problems.length > 0) throw new Error(`the model does not fit: ${problems[0]?.message}`);
  const shapeOf = (node: string): number[] => {
    const shape = shapes[node];
    if (!shape) throw new Error(`'${node}' has no shape`);
    return shape;
  };
  /** An input of class numbers is looked up in a table with one row for each class. */
  const sizesOf = (id: string): number[] => {
    const [node, shape] = [model.nodes[id], shapeOf(id)];
    return node?.kind === 'input' && shape.length === 0 ? [inputSize(node, shape, fields)] : shape;
  };
  const { order } = topologicalOrder(model);
  const { periods } = inferPeriods(model);
  const modules = findModules(model);
  const moduleOf = mapNodesToModules(modules);
  const parameters = new Parameters(seed);

  const layers = new Map<string, Layer>();
  const cores = new Map<string, Core>();
  for (const id of order) {
    const node = model.nodes[id];
    if (!node || node.kind === 'input' || isLoss(node)) continue;
    const inputShapes = incomingEdges(model, id)
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
    const label = condition === 'label' ? findLabelField(model, edge) : null;
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

/** All nodes that compute: every node of a module. */
export function computedNodes({ modules }: Pick<Network, 'modules'>): Set<string> {
  return new Set(modules.flatMap(({ nodes }) => nodes));
}

/** The nodes that read the task, in the order of the spec. */
export function inputNodes(model: Model): { id: string; node: NodeOf<'input'> }[] {
  return Object.entries(model.nodes).flatMap(([id, node]) =>
    node.kind === 'input' ? [{ id, node }] : [],
  );
}
