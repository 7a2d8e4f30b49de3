import { nodeSize, type Point } from '#diagram/layout/geometry';
import { isLoss, type NodeKind } from '#spec/nodes';
import { editor } from '../../editor/editor.svelte';
import { addNode, findPositionAt } from '../../editor/graph-commands';
import type { NodePlace } from '../../editor/node-place';
import type { CanvasView } from '../canvas-view.svelte';
import type { DanglingEdge } from '../connection-drag';

/** The list of kinds that is open: where it is shown, and where the chosen node goes. */
interface QuickAddRequest {
  place: NodePlace;
  /** Point of the window at which the list is shown. */
  at: Point;
  /** Position wanted for the node, on the canvas. */
  wanted: Point;
  /** Whether the node may stand outside the view, which then moves to it. */
  mayMoveView: boolean;
}

/** Where the list stands, measured from the wanted position of the node. */
const listOffset = {
  after: [0, nodeSize.height / 2],
  before: [0, nodeSize.height / 2],
  edge: [nodeSize.width / 2, nodeSize.height / 2 + 16],
  replace: [0, nodeSize.height + 8],
} as const;

/** A list of kinds of nodes at a point of the canvas, of which one is added, or put in place of a node. */
export class QuickAdd {
  request = $state.raw<QuickAddRequest | null>(null);
  readonly #view: CanvasView;

  constructor(view: CanvasView) {
    this.#view = view;
  }

  /** Opens the list for a node in the middle of a point of the window. */
  openAt(at: Point, place: NodePlace = { kind: 'free' }): void {
    const { x, y } = this.#view.toCanvas(at);
    const wanted = { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 };
    this.request = { place, at, wanted, mayMoveView: false };
  }

  /** Opens the list where an edge was dropped; the node's handle will be there. */
  openForDangling({ kind, node, at }: DanglingEdge): void {
    const { x, y } = this.#view.toCanvas(at);
    const wanted = { x: kind === 'after' ? x : x - nodeSize.width, y: y - nodeSize.height / 2 };
    this.request = { place: { kind, node }, at, wanted, mayMoveView: false };
  }

  /** Opens the list for a node beside what the place names. */
  openBeside(place: Exclude<NodePlace, { kind: 'free' }>): void {
    const wanted = findPositionAt(place);
    if (!wanted) return;
    // The list does not cover what it is about.
    const [dx, dy] = listOffset[place.kind];
    const at = this.#view.toWindow({ x: wanted.x + dx, y: wanted.y + dy });
    this.request = { place, at, wanted, mayMoveView: true };
  }

  /** Opens the list for the selection: after the selected node, on the selected edge, else at the pointer. */
  openForSelection(): void {
    const [node, otherNode] = editor.selection.nodes;
    const [edge, otherEdge] = editor.selection.edges;
    const selected = node === undefined ? undefined : editor.spec.model.nodes[node];
    if (node !== undefined && selected && otherNode === undefined && !isLoss(selected))
      this.openBeside({ kind: 'after', node });
    else if (edge !== undefined && node === undefined && otherEdge === undefined)
      this.openBeside({ kind: 'edge', edge });
    else this.openAt(this.#view.pointer ?? this.#view.toWindow(this.#view.middle));
  }

  choose(kind: NodeKind): void {
    const { request } = this;
    if (!request) return;
    this.close();
    const view = request.mayMoveView ? null : this.#view.visible;
    addNode(kind, request.place, request.wanted, view);
  }

  close(): void {
    this.request = null;
  }
}
