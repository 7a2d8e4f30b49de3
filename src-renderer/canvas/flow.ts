import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/svelte';
import type { DiagramSource } from '#diagram/diagram-source';
import { viewEdges, type EdgeView } from '#diagram/edge-view';
import { nodeSize } from '#diagram/layout/geometry';
import { viewNodes, type NodeView } from '#diagram/node-view';
import type { EdgeId } from '#spec/model';
import { validateDecoupling } from '../editor/edge-edits';

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
export type ModelFlowEdge = FlowEdge<ModelEdgeData, 'modelEdge'>;

/** The parts of the editor's state that the canvas draws. */
export interface EditorSnapshot extends DiagramSource {
  selection: { nodes: readonly string[]; edges: readonly EdgeId[] };
}

/** The nodes that Svelte Flow draws, one for each node of the model. */
export function toFlowNodes(snapshot: EditorSnapshot): ModelFlowNode[] {
  const { positions, selection } = snapshot;
  return [...viewNodes(snapshot)].map(([id, view]) => ({
    id,
    type: 'modelNode',
    position: positions[id] ?? { x: 0, y: 0 },
    width: nodeSize.width,
    height: nodeSize.height,
    selected: selection.nodes.includes(id),
    ariaLabel: `${view.label} ${id}`,
    data: { ...view },
  }));
}

/** The edges that Svelte Flow draws, one for each edge of the model whose nodes both exist. */
export function toFlowEdges(snapshot: EditorSnapshot): ModelFlowEdge[] {
  const { experiment, selection } = snapshot;
  return [...viewEdges(snapshot)].map(([id, { edge, view }]) => ({
    id,
    type: 'modelEdge',
    source: edge.from,
    target: edge.to,
    selected: selection.edges.includes(id),
    ariaLabel: `Edge ${id}${edge.delay ? ', one tick later' : ''}${edge.decoupled ? ', decoupled' : ''}`,
    data: { ...view, canDecouple: validateDecoupling(experiment, id) === null },
  }));
}
