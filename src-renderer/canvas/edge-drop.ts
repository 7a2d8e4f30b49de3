import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { EdgeId } from '#spec/model';
import { editor } from '../editor/editor.svelte';
import { insertOnEdge } from '../editor/graph-commands';
import { listFittingKinds } from '../editor/node-place';
import { isUnconnected, validateSplit } from '../editor/split-edge';
import type { CanvasView } from './canvas-view.svelte';
import { paletteDrag } from './drag-type';
import type { CanvasNode } from './flow';
import { highlightedEdge } from './highlighted-edge.svelte';

/** Drags onto an edge, of a palette entry or of a node without edges: the edge is highlighted, and split by the drop. */
export class EdgeDrop {
  readonly #view: CanvasView;

  constructor(view: CanvasView) {
    this.#view = view;
  }

  /** A palette entry is dragged over a point of the window. */
  followKind(at: Point): void {
    const { kind } = paletteDrag;
    const edge = kind && this.#view.edgeNear(at);
    if (edge === highlightedEdge.id) return;
    const fits =
      edge && listFittingKinds(editor.spec, { kind: 'edge', edge }, editor.fields).includes(kind);
    highlightedEdge.id = fits ? edge : null;
  }

  /** A node is dragged: at the pointer, or at the middle of its card, may be an edge. */
  followNodes(nodes: readonly CanvasNode[], event: MouseEvent | TouchEvent): void {
    const [node] = nodes;
    highlightedEdge.id = null;
    if (node?.type !== 'modelNode' || nodes.length > 1 || !isUnconnected(editor.spec, node.id))
      return;
    const { x, y } = node.position;
    const middle = { x: x + nodeSize.width / 2, y: y + nodeSize.height / 2 };
    const edge =
      ('clientX' in event && this.#view.edgeNear({ x: event.clientX, y: event.clientY })) ||
      this.#view.edgeNear(this.#view.toWindow(middle));
    if (edge && validateSplit(editor.spec, edge, node.id) === null) highlightedEdge.id = edge;
  }

  /** Ends a drag: the edge on which was dropped. */
  take(): EdgeId | null {
    const { id } = highlightedEdge;
    highlightedEdge.id = null;
    return id;
  }

  /** Puts dragged nodes on the highlighted edge; false where there is none. */
  dropNodes(positions: Readonly<Record<string, Point>>): boolean {
    const edge = this.take();
    const [node] = Object.entries(positions);
    if (edge === null || !node) return false;
    insertOnEdge(node[0], edge, node[1]);
    return true;
  }
}
