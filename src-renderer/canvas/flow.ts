import type { Edge as FlowEdge, Node as FlowNode, Position } from '@xyflow/svelte';
import type { DiagramSource } from '#diagram/diagram-source';
import { handleSize } from '#diagram/edge-path';
import { viewEdges, type EdgeView } from '#diagram/edge-view';
import { nodeSize } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import { nodeTopic, settingTopic } from '#spec/help-topics';
import { edgeId, type EdgeId } from '#spec/model';
import { findNodeEntry } from '#spec/node-catalogue';
import { isLoss } from '#spec/nodes';
import { validateCut } from '../editor/edge-edits';
import type { FrameFlowNode, NoteFlowNode } from './annotations/annotation-flow';

/**
 * Converts the edited experiment into the nodes and edges that Svelte Flow places, as pure functions:
 *
 *     const nodes = toFlowNodes(placed);
 *     const edges = toFlowEdges(placed);
 *
 * They have no data: what a card or an edge shows is in `CanvasState.nodeViews` and `edgeViews`, so that Svelte Flow does
 * nothing where only that changes.
 */

/** What `ModelEdge.svelte` shows. */
export interface CanvasEdgeView extends EdgeView {
  /** Whether the canvas offers to decouple it. */
  canDecouple: boolean;
}

export type ModelFlowNode = FlowNode<Record<string, unknown>, 'modelNode'>;
/** Everything that Svelte Flow draws as a node. */
export type CanvasNode = ModelFlowNode | FrameFlowNode | NoteFlowNode;
export type ModelFlowEdge = FlowEdge<Record<string, unknown>, 'modelEdge'>;

/** The parts of the editor's state that decide what there is on the canvas, and where. */
export interface PlacedModel {
  experiment: Experiment;
  positions: DiagramSource['positions'];
  selection: { nodes: readonly string[]; edges: readonly EdgeId[] };
}

const noData = {};

const handleY = (nodeSize.height - handleSize) / 2;
/** Without a name of its own, as `ModelNode.svelte` draws it: Svelte Flow looks for `null` in the page. */
const handleBox = { id: null, y: handleY, width: handleSize, height: handleSize };
const targetHandle = {
  ...handleBox,
  type: 'target',
  position: 'left' as Position,
  x: -handleSize / 2,
} as const;
const sourceHandle = {
  ...handleBox,
  type: 'source',
  position: 'right' as Position,
  x: nodeSize.width - handleSize / 2,
} as const;

/** Handles of the cards of inputs, losses and all others. */
const [fromInput, intoLoss, both] = [[sourceHandle], [targetHandle], [targetHandle, sourceHandle]];

/** What F1 opens from a card or an edge; the same object for each topic, so that nothing is drawn again. */
const helpByTopic = new Map<string, { 'data-help': string }>();

function helpOf(topic: string): { 'data-help': string } {
  const known = helpByTopic.get(topic) ?? { 'data-help': topic };
  helpByTopic.set(topic, known);
  return known;
}

/** The nodes that Svelte Flow draws, one for each node of the model. */
export function toFlowNodes({ experiment, positions, selection }: PlacedModel): ModelFlowNode[] {
  const selected = new Set(selection.nodes);
  return Object.entries(experiment.model.nodes).map(([id, node]) => ({
    id,
    type: 'modelNode',
    position: positions[id] ?? { x: 0, y: 0 },
    width: nodeSize.width,
    height: nodeSize.height,
    // Cards have one size and handles in fixed places, so Svelte Flow need not measure hundreds of them.
    measured: nodeSize,
    handles: node.kind === 'input' ? fromInput : isLoss(node) ? intoLoss : both,
    selected: selected.has(id),
    ariaLabel: `${findNodeEntry(node).label} ${id}`,
    domAttributes: helpOf(nodeTopic(node.kind)),
    data: noData,
  }));
}

/** The edges that Svelte Flow draws, one for each edge of the model whose nodes both exist. */
export function toFlowEdges({ experiment, selection }: PlacedModel): ModelFlowEdge[] {
  const { nodes, edges } = experiment.model;
  const selected = new Set(selection.edges);
  return edges
    .filter(({ from, to }) => from in nodes && to in nodes)
    .map((edge) => {
      const id = edgeId(edge);
      return {
        id,
        type: 'modelEdge',
        source: edge.from,
        target: edge.to,
        selected: selected.has(id),
        domAttributes: helpOf(settingTopic('edge', edge.delay ? 'delay' : 'decoupled')),
        ariaLabel: `Edge ${id}${edge.delay ? ', one tick later' : ''}${edge.decoupled ? ', decoupled' : ''}`,
        data: noData,
      };
    });
}

/** What the edges show whose nodes both exist, by edge id. */
export function viewCanvasEdges(source: DiagramSource): Map<EdgeId, CanvasEdgeView> {
  const { model } = source.experiment;
  return new Map(
    [...viewEdges(source)].map(([id, { edge, view }]) => [
      id,
      { ...view, canDecouple: validateCut(model, edge) === null },
    ]),
  );
}
