import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { getViewportForBounds, useNodesInitialized, useSvelteFlow } from '@xyflow/svelte';
import { nodeSize, selfLoop } from '#diagram/layout/geometry';
import { viewportMargin } from '#diagram/layout/wrap-columns';
import { findMissingParts } from '#diagram/missing-parts';
import { viewNodes, type NodeView } from '#diagram/node-view';
import type { EdgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import type { NodeKind } from '#spec/nodes';
import { boundsOf, type Box } from '../editor/annotations';
import { editor } from '../editor/editor.svelte';
import { addNode, findPositionAt } from '../editor/graph-commands';
import type { NodePlace } from '../editor/node-place';
import { liveRun } from '../stores/live-run.svelte';
import { presentation } from '../stores/presentation.svelte';
import { AddedNodes, boxOf } from './added-nodes';
import { CanvasView } from './canvas-view.svelte';
import { ConnectionDrag } from './connection-drag';
import { ContextMenu } from './context-menu/context-menu.svelte';
import { detailLevel } from './detail-level.svelte';
import { dragType } from './drag-type';
import { EdgeDrop } from './edge-drop';
import { ghostBox } from './ghosts/ghost-box';
import { toFlowFrames, toFlowNotes } from './annotations/annotation-flow';
import { NodeDrag } from './arrange/node-drag.svelte';
import { NarrowedView, type Viewport } from './narrowed-view';
import { QuickAdd } from './quick-add/quick-add.svelte';
import {
  toFlowEdges,
  toFlowNodes,
  viewCanvasEdges,
  type CanvasEdgeView,
  type CanvasNode,
  type ModelFlowEdge,
} from './flow';
import { shareElements } from './share-structure';
import { updateViews } from './update-views';

/** A model of some hundred nodes is shown as a whole at the smallest zoom. */
export const zoomLimits = { min: 0.02, max: 4 };

interface ClickedElement {
  event: MouseEvent | TouchEvent;
  node?: CanvasNode;
  edge?: ModelFlowEdge;
}

/**
 * The state of `Canvas.svelte`: what Svelte Flow draws, and what its events change in the editor. To be
 * created while a component inside a `SvelteFlowProvider` is initialized.
 */
export class CanvasState {
  // Svelte Flow replaces both lists while nodes are dragged; the editor remains the source of truth.
  nodes = $state.raw<CanvasNode[]>([]);
  edges = $state.raw<ModelFlowEdge[]>([]);
  /** What each card and each edge shows, by id. */
  readonly nodeViews = new SvelteMap<string, NodeView>();
  readonly edgeViews = new SvelteMap<EdgeId, CanvasEdgeView>();
  /** Size of the canvas in pixels. */
  width = $state(0);
  height = $state(0);
  /** The margin leaves space for the edges and self-loops above and below the nodes. */
  readonly fitOptions = $derived.by(() => {
    const hasSelfLoop = editor.spec.model.edges.some(({ from, to }) => from === to);
    // Edges outside the nodes are larger too where the model is shown larger.
    const margin = presentation.isOn ? 2.5 * viewportMargin : viewportMargin;
    const top = `${margin + (hasSelfLoop ? selfLoop.clearance : 0)}px` as const;
    const side = `${margin}px` as const;
    return {
      padding: { x: side, y: side, top },
      maxZoom: presentation.isOn ? zoomLimits.max : 1.5,
    };
  });
  /** What the model lacks, beside the nodes as they are drawn: what is dragged is at its present place. */
  readonly missing = $derived(
    findMissingParts(editor.withoutPlaces, editor.problems, {
      ...editor.positions,
      ...Object.fromEntries(this.nodes.map(({ id, position }) => [id, position])),
    }),
  );
  /** What is being dragged. */
  readonly drag = new NodeDrag();
  readonly view = new CanvasView();
  readonly edgeDrop = new EdgeDrop(this.view);
  readonly quickAdd = new QuickAdd(this.view);
  readonly connections = new ConnectionDrag(this.view, (edge) =>
    this.quickAdd.openForDangling(edge),
  );
  readonly menu = new ContextMenu(this);
  readonly #flow = useSvelteFlow();
  readonly #nodesMeasured = useNodesInitialized();
  #fittedKey: string | undefined;
  /** The view has to be fitted again as soon as all nodes are measured. */
  #isFitPending = false;
  readonly #added = new AddedNodes();
  readonly #narrowed = new NarrowedView();
  #lastSize = { width: 0, height: 0 };
  #wasPresented = false;
  #presentedSize = '';

  constructor() {
    $effect(() => this.#updateViews());
    $effect(() => this.#updateElements());
    $effect(() => this.#fitOpenedModel());
    $effect(() => this.#revealAdded());
    $effect(() => this.#fitMeasuredNodes());
    $effect(() => this.#fitPresentation());
    $effect(() => this.#followWidth());
  }

  fit(): void {
    this.#showAll(200);
  }

  arrange(): void {
    this.#measureViewport();
    editor.arrange();
    requestAnimationFrame(() => this.fit());
  }

  /** Adds a node beside the selected node, or in the middle of the view if none is selected. */
  addNode(kind: NodeKind): void {
    const [selected] = editor.selection.nodes;
    const { x, y } = this.view.middle;
    const beside =
      selected === undefined ? null : findPositionAt({ kind: 'after', node: selected });
    const wanted = beside ?? { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 };
    // Beside a node there has to be room for the label of an edge: the view follows the new node instead.
    addNode(kind, { kind: 'free' }, wanted, beside ? null : this.view.visible, false);
  }

  /** Follows a palette entry that is dragged over the canvas. */
  dragOver(event: DragEvent): void {
    event.preventDefault();
    this.edgeDrop.followKind({ x: event.clientX, y: event.clientY });
  }

  /** Adds the kind that is dragged from the palette, centred at the pointer or on the edge that is there. */
  drop(event: DragEvent): void {
    const kind = event.dataTransfer?.getData(dragType) ?? '';
    const edge = this.edgeDrop.take();
    if (!(kind in nodeCatalogue)) return;
    event.preventDefault();
    const { x, y } = this.view.toCanvas({ x: event.clientX, y: event.clientY });
    const wanted = { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 };
    const place: NodePlace = edge === null ? { kind: 'free' } : { kind: 'edge', edge };
    addNode(kind as NodeKind, place, wanted, this.view.visible);
  }

  /** A plain click on one of several selected elements selects it alone. */
  selectClicked({ event, node, edge }: ClickedElement): void {
    const { nodes, edges, frames, notes } = editor.selection;
    const isOne = nodes.length + edges.length + frames.length + notes.length < 2;
    if (event.shiftKey || event.ctrlKey || event.metaKey || isOne) return;
    if (node) editor.select(idsOf([node]));
    if (edge) editor.select({ edges: [edge.id as EdgeId] });
  }

  selectElements({ nodes, edges }: { nodes: CanvasNode[]; edges: ModelFlowEdge[] }): void {
    const next = { ...idsOf(nodes), edges: edges.map(({ id }) => id as EdgeId) };
    // Svelte Flow calls this in an effect, which must not depend on the editor's selection.
    const selection = untrack(() => editor.selection);
    const keys = ['nodes', 'edges', 'frames', 'notes'] as const;
    if (keys.some((key) => next[key].join() !== selection[key].join())) editor.select(next);
  }

  /** Follows a drag: what moves snaps to other nodes, and frames take along what is in them, unless Alt is held. */
  dragNodes(event: MouseEvent | TouchEvent, nodes: readonly CanvasNode[]): void {
    const options = { zoom: this.#flow.getZoom(), isFree: event.altKey };
    this.nodes = this.drag.follow(nodes, this.nodes, options);
    this.edgeDrop.followNodes(nodes, event);
  }

  moveNodes(nodes: readonly CanvasNode[]): void {
    const places = this.drag.end(nodes);
    if (!this.edgeDrop.dropNodes(places.nodes ?? {})) editor.move(places, 'move');
  }

  /** What a command adds comes into view, and what it pushes aside stays there. */
  #revealAdded(): void {
    const added = this.#added.take(editor.entry.key, this.nodes, () => this.view.visible);
    const box = boundsOf(added.map(boxOf));
    if (box) untrack(() => this.view.revealBox(box));
  }

  #updateViews(): void {
    if (editor.entry.key !== this.#fittedKey) this.#prepareView();
    const source = {
      experiment: editor.spec,
      shapes: editor.shapes,
      positions: editor.positions,
      moduleIndex: editor.moduleIndex,
      problems: editor.problems,
      hasValues: liveRun.run !== null,
    };
    untrack(() => {
      updateViews(this.nodeViews, viewNodes(source));
      updateViews(this.edgeViews, viewCanvasEdges(source));
    });
  }

  #updateElements(): void {
    const { spec: experiment, positions, selection } = editor;
    const placed = { experiment, positions, selection };
    const nodes: CanvasNode[] = [
      ...toFlowFrames(experiment, selection),
      ...toFlowNotes(experiment, selection),
      ...toFlowNodes(placed),
    ];
    // What has not changed keeps its identity, and nodes keep the size that Svelte Flow has measured.
    this.nodes = shareElements(
      untrack(() => this.nodes),
      nodes,
    );
    this.edges = shareElements(
      untrack(() => this.edges),
      toFlowEdges(placed),
    );
  }

  /** Lays a newly opened model out for the canvas, and shows all of it. */
  #fitOpenedModel(): void {
    const { key } = editor.entry;
    if (key === this.#fittedKey) return;
    this.#fittedKey = key;
    this.#measureViewport();
    if (this.nodes.length === 0) {
      // Its first node stays where it is put.
      requestAnimationFrame(() => void this.#flow.setViewport({ x: 0, y: 0, zoom: 1 }));
      return;
    }
    this.#isFitPending = true;
    requestAnimationFrame(() => this.#fitAtOnce());
  }

  /** On a slow machine nodes are measured after the next frame; only then the fit is exact. */
  #fitMeasuredNodes(): void {
    if (this.#nodesMeasured.current && this.#isFitPending)
      requestAnimationFrame(() => this.#fitAtOnce());
  }

  /** A presentation shows the whole model, and so does the canvas in the size that it has afterwards. */
  #fitPresentation(): void {
    const size = `${this.width} ${this.height}`;
    if (!presentation.isOn && (!this.#wasPresented || size === this.#presentedSize)) return;
    this.#wasPresented = presentation.isOn;
    this.#presentedSize = size;
    requestAnimationFrame(() => this.#fitAtOnce());
  }

  #followWidth(): void {
    const { width, height } = this;
    const { width: before, height: heightBefore } = this.#lastSize;
    this.#lastSize = { width, height };
    if (before === 0 || width === 0 || width === before || presentation.isOn) return;
    untrack(() => {
      const box = this.#shownBox();
      if (!box) return;
      const viewport = this.#narrowed.follow({
        ...{ box, before, width },
        viewport: this.#flow.getViewport(),
        fit: (across) =>
          this.#viewportFor(box, {
            width: across,
            height: across === width ? height : heightBefore,
          }),
      });
      if (viewport) void this.#flow.setViewport(viewport);
    });
  }

  #fitAtOnce(): void {
    if (this.#nodesMeasured.current) this.#isFitPending = false;
    this.#showAll(0);
  }

  /** Shows the whole model, with what it lacks. */
  #showAll(duration: number): void {
    const box = this.missing.length > 0 ? this.#shownBox() : null;
    if (box) void this.#flow.setViewport(this.#viewportFor(box), { duration });
    else void this.#flow.fitView({ ...this.fitOptions, duration });
  }

  /** What holds the whole model, with what it lacks. */
  #shownBox(): Box | null {
    return boundsOf([...this.nodes.map(boxOf), ...this.missing.map(ghostBox)]);
  }

  #viewportFor(box: Box, { width, height }: Pick<Box, 'width' | 'height'> = this): Viewport {
    const { maxZoom, padding } = this.fitOptions;
    return getViewportForBounds(box, width, height, zoomLimits.min, maxZoom, padding);
  }

  /** Lays a newly opened model out for the canvas and chooses what is shown of it, before any of it is drawn. */
  #prepareView(): void {
    untrack(() => this.#measureViewport());
    const { width, height } = untrack(() => editor.viewport);
    const positions = Object.values(editor.positions);
    const extentOf = (values: number[]): number =>
      values.reduce((a, b) => Math.max(a, b), -Infinity) -
      values.reduce((a, b) => Math.min(a, b), Infinity);
    if (positions.length === 0) return;
    const across = extentOf(positions.map(({ x }) => x)) + nodeSize.width;
    const down = extentOf(positions.map(({ y }) => y)) + nodeSize.height;
    const free = 2 * viewportMargin;
    detailLevel.follow(Math.min((width - free) / across, (height - free) / down));
  }

  #measureViewport(): void {
    const { width, height } = this;
    const { viewport } = editor;
    if (width > 0 && (width !== viewport.width || height !== viewport.height))
      editor.viewport = { width, height };
  }
}

/** The ids of the nodes, frames and notes among what Svelte Flow draws as nodes. */
function idsOf(nodes: readonly CanvasNode[]): Record<'nodes' | 'frames' | 'notes', string[]> {
  const ids: Record<'nodes' | 'frames' | 'notes', string[]> = { nodes: [], frames: [], notes: [] };
  for (const node of nodes)
    if (node.type === 'modelNode') ids.nodes.push(node.id);
    else ids[node.type === 'frame' ? 'frames' : 'notes'].push(node.data.id);
  return ids;
}
