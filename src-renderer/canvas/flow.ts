import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/svelte';
import { inferGradients, type GradientKind } from '#spec/gradients';
import { summarizeNode, findNodeEntry } from '#spec/node-catalogue';
import type { Experiment } from '#spec/experiment';
import { findModules, mapNodesToModules } from '#spec/graph';
import { edgeId, type Decoupling, type EdgeId } from '#spec/model';
import { isLoss, type NodeKind } from '#spec/nodes';
import { inferPeriods } from '#spec/periods';
import { formatShape, type Problem } from '#spec/problems';
import { messageShape } from '#spec/shapes';
import { isRecurrent } from '#spec/update-windows';
import { routeLeftwardEdges } from '../editor/leftward-edges';
import { validateDecoupling } from '../editor/edge-edits';
import type { Point } from '../editor/edits';
import { nodeSize } from '../editor/layout';

/**
 * Converts the edited experiment into the nodes and edges that Svelte Flow draws, as a pure function:
 *
 *     const nodes = toFlowNodes(snapshot);
 *     const edges = toFlowEdges(snapshot);
 */

/** What `ModelNode.svelte` shows. */
export interface ModelNodeData extends Record<string, unknown> {
  kind: NodeKind;
  label: string;
  summary: string;
  /** Output shape without the batch axis, `256` or `28 × 28 × 16`; empty for losses and while unknown. */
  shape: string;
  /** Position of the node's module among the modules; null for input nodes. */
  moduleIndex: number | null;
  /** Ticks of the stream between two ticks of the node. */
  period: number;
  /** The worst severity among its problems; null if it has none. */
  severity: Problem['severity'] | null;
  hasInput: boolean;
  hasOutput: boolean;
}

/** What `ModelEdge.svelte` shows. */
export interface ModelEdgeData extends Record<string, unknown> {
  /** Shape of the message without the batch axis; empty while unknown. */
  shape: string;
  decoupled: Decoupling | null;
  /** The synthesizer in a few words, from `summarizeSynthesizer`; empty without one. */
  synthesizerSummary: string;
  /** Which gradient the edge passes back under the model's own training method. */
  gradient: GradientKind;
  /** The message arrives one tick later. */
  isDelayed: boolean;
  /** Ticks for which a faster target reads the same message; 1 if each tick has a new one. */
  ticksPerMessage: number;
  /** Both ends are in one module: if decoupled, the edge is cut between windows, not between ticks. */
  isRecurrent: boolean;
  /** The y coordinate of its long horizontal segment if it leads to the left; else null. */
  channelY: number | null;
  /** Whether the canvas offers to decouple it. */
  canDecouple: boolean;
  /** The worst severity among its problems; null if it has none. */
  severity: Problem['severity'] | null;
}

export type ModelFlowNode = FlowNode<ModelNodeData, 'modelNode'>;
export type ModelFlowEdge = FlowEdge<ModelEdgeData, 'modelEdge'>;

/** The parts of the editor's state that the canvas draws. */
export interface EditorSnapshot {
  experiment: Experiment;
  /** Message shapes by node id. */
  shapes: Record<string, number[]>;
  /** Top left corners of the nodes in pixels, by node id. */
  positions: Record<string, Point>;
  /** Position of each node's module among the modules, by node id. */
  moduleIndex: ReadonlyMap<string, number>;
  problems: readonly Problem[];
  selection: { nodes: readonly string[]; edges: readonly EdgeId[] };
}

/** The nodes that Svelte Flow draws, one for each node of the model. */
export function toFlowNodes(snapshot: EditorSnapshot): ModelFlowNode[] {
  const { experiment, shapes, positions, moduleIndex, problems, selection } = snapshot;
  const { periods } = inferPeriods(experiment.model);
  const severities = findWorstSeverities(problems, ({ node }) => node);
  return Object.entries(experiment.model.nodes).map(([id, node]) => {
    const shape = shapes[id];
    return {
      id,
      type: 'modelNode',
      position: positions[id] ?? { x: 0, y: 0 },
      width: nodeSize.width,
      height: nodeSize.height,
      selected: selection.nodes.includes(id),
      ariaLabel: `${findNodeEntry(node).label} ${id}`,
      data: {
        kind: node.kind,
        label: findNodeEntry(node).label,
        summary: summarizeNode(node),
        shape: shape ? formatShape(shape) : '',
        moduleIndex: moduleIndex.get(id) ?? null,
        period: periods[id] ?? 1,
        severity: severities.get(id) ?? null,
        hasInput: node.kind !== 'input',
        hasOutput: !isLoss(node),
      },
    };
  });
}

/** The edges that Svelte Flow draws, one for each edge of the model whose nodes both exist. */
export function toFlowEdges(snapshot: EditorSnapshot): ModelFlowEdge[] {
  const { experiment, shapes, positions, problems, selection } = snapshot;
  const routes = routeLeftwardEdges(experiment.model.edges, positions);
  const { method } = experiment.training;
  const gradients = inferGradients(experiment.model, method);
  const { periods } = inferPeriods(experiment.model);
  const moduleOf = mapNodesToModules(findModules(experiment.model));
  const severities = findWorstSeverities(problems, ({ edge }) => edge);
  return experiment.model.edges
    .filter(({ from, to }) => from in experiment.model.nodes && to in experiment.model.nodes)
    .map((edge) => {
      const id = edgeId(edge);
      const shape = messageShape(experiment.model, shapes, edge);
      const [sourcePeriod, targetPeriod] = [periods[edge.from] ?? 1, periods[edge.to] ?? 1];
      return {
        id,
        type: 'modelEdge',
        source: edge.from,
        target: edge.to,
        selected: selection.edges.includes(id),
        ariaLabel: `Edge ${id}${edge.delay ? ', one tick later' : ''}${edge.decoupled ? ', decoupled' : ''}`,
        data: {
          shape: shape ? formatShape(shape) : '',
          decoupled: edge.decoupled ?? null,
          synthesizerSummary: edge.decoupled ? summarizeSynthesizer(edge.decoupled) : '',
          gradient: gradients.ofEdge(edge),
          isDelayed: edge.delay !== undefined,
          ticksPerMessage: Math.max(1, sourcePeriod / targetPeriod),
          isRecurrent: isRecurrent(experiment.model, edge, periods, moduleOf),
          channelY: routes.get(id) ?? null,
          canDecouple: validateDecoupling(experiment, id) === null,
          severity: severities.get(id) ?? null,
        },
      };
    });
}

/** `linear + label`, `MLP 1024, 1024`, `conv 16` or `MLP 64 + last 8 inputs`. */
export function summarizeSynthesizer({ synthesizer }: Pick<Decoupling, 'synthesizer'>): string {
  const { kind, hidden, condition } = synthesizer;
  const layers = hidden.join(', ');
  const network =
    kind === 'conv' ? `conv ${layers}`.trim() : hidden.length > 0 ? `MLP ${layers}` : 'linear';
  if (condition === undefined) return network;
  return `${network} + ${condition === 'label' ? 'label' : `last ${condition.inputs} inputs`}`;
}

/** The worst severity of the problems of each element that `placeOf` names. */
function findWorstSeverities(
  problems: readonly Problem[],
  placeOf: (problem: Problem) => string | undefined,
): Map<string, Problem['severity']> {
  const severities = new Map<string, Problem['severity']>();
  for (const problem of problems) {
    const place = placeOf(problem);
    if (place !== undefined && severities.get(place) !== 'error')
      severities.set(place, problem.severity);
  }
  return severities;
}
