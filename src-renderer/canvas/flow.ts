import type { Edge as FlowEdge, Node as FlowNode, Position } from '@xyflow/svelte';
import type { DiagramSource } from '#diagram/diagram-source';
import { handleSize } from '#diagram/edge-path';
import { viewEdges, type EdgeView } from '#diagram/edge-view';
import { nodeSize } from '#diagram/layout/geometry';
import { viewNodes, type NodeView } from '#diagram/node-view';
import type { EdgeId } from '#spec/model';
import { validateCut } from '../editor/edge-edits';
import type { FrameFlowNode, NoteFlowNode } from './annotations/annotation-flow';

/**
 * Converts the edited experiment into the nodes and edges that Svelte Flow draws, as a pure function:
 *
 *     const nodes = toFlowNodes(snapshot);
 *     const edges = toFlowEdges(snapshot);
 */

/** What `ModelNode.svelte` shows. */
export type ModelNodeData = NodeView & Record<string, unknown>;

/** What `ModelEdge.svelte` shows. */
export type ModelEdgeData = EdgeView & {
  /** Whether the canvas offers to decouple it. */
  canDecouple: boolean;
} & Record<string, unknown>;

export type ModelFlowNode = FlowNode<ModelNodeData, 'modelNode'>;
/** Everything that Svelte Flow draws as a node. */
export type CanvasNode = ModelFlowNode | FrameFlowNode | NoteFlowNode;
export type ModelFlowEdge = FlowEdge<ModelEdgeData, 'modelEdge'>;

/** The parts of the editor's state that the canvas draws. */
export interface EditorSnapshot extends DiagramSource {
  selection: { nodes: readonly string[]; edges: readonly EdgeId[] };
}

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

/** The nodes that Svelte Flow draws, one for each node of the model. */
export function toFlowNodes(snapshot: EditorSnapshot): ModelFlowNode[] {
  const { positions } = snapshot;
  const selected = new Set(snapshot.selection.nodes);
  return [...viewNodes(snapshot)].map(([id, view]) => ({
    id,
    type: 'modelNode',
    position: positions[id] ?? { x: 0, y: 0 },
    width: nodeSize.width,
    height: nodeSize.height,
    // Cards have one size and handles in fixed places, so Svelte Flow need not measure hundreds of them.
    measured: nodeSize,
    handles: [...(view.hasInput ? [targetHandle] : []), ...(view.hasOutput ? [sourceHandle] : [])],
    selected: selected.has(id),
    ariaLabel: `${view.label} ${id}`,
    data: { ...view },
  }));
}

/** The edges that Svelte Flow draws, one for each edge of the model whose nodes both exist. */
export function toFlowEdges(snapshot: EditorSnapshot): ModelFlowEdge[] {
  const { model } = snapshot.experiment;
  const selected = new Set(snapshot.selection.edges);
  return [...viewEdges(snapshot)].map(([id, { edge, view }]) => ({
    id,
    type: 'modelEdge',
    source: edge.from,
    target: edge.to,
    selected: selected.has(id),
    ariaLabel: `Edge ${id}${edge.delay ? ', one tick later' : ''}${edge.decoupled ? ', decoupled' : ''}`,
    data: { ...view, canDecouple: validateCut(model, edge) === null },
  }));
}
