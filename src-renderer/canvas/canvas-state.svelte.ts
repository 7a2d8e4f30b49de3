import { untrack } from 'svelte';
import { useNodesInitialized, useSvelteFlow, type Connection } from '@xyflow/svelte';
import { findFreePosition } from '#diagram/layout/compute-layout';
import { nodeSize, selfLoop } from '#diagram/layout/geometry';
import { viewportMargin } from '#diagram/layout/wrap-columns';
import type { EdgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import { isCore, type NodeKind } from '#spec/nodes';
import { validateConnection } from '../editor/edge-edits';
import { editor } from '../editor/editor.svelte';
import { dragType } from './drag-type';
import { toFlowEdges, toFlowNodes, type ModelFlowEdge, type ModelFlowNode } from './flow';

/** Pixels between a selected node and a node that is added beside it. */
const addedNodeGap = 60;

interface ClickedElement {
  event: MouseEvent | TouchEvent;
  node?: ModelFlowNode;
  edge?: ModelFlowEdge;
}

/**
 * The state of `Canvas.svelte`: what Svelte Flow draws, and what its events change in the editor. To be
 * created while a component inside a `SvelteFlowProvider` is initialized.
 */
export class CanvasState {
  // Svelte Flow replaces both lists while nodes are dragged; the editor remains the source of truth.
  nodes = $state.raw<ModelFlowNode[]>([]);
  edges = $state.raw<ModelFlowEdge[]>([]);
  element = $state<HTMLElement>();
  /** Size of the canvas in pixels. */
  width = $state(0);
  height = $state(0);
  /** The margin leaves space for the edges and self-loops above and below the nodes. */
  readonly fitOptions = $derived.by(() => {
    const hasSelfLoop = editor.spec.model.edges.some(({ from, to }) => from === to);
    const top = `${viewportMargin + (hasSelfLoop ? selfLoop.clearance : 0)}px` as const;
    const side = `${viewportMargin}px` as const;
    return { padding: { x: side, y: side, top }, maxZoom: 1 };
  });
  readonly #flow = useSvelteFlow();
  readonly #nodesMeasured = useNodesInitialized();
  #fittedKey: string | undefined;
  /** The view has to be fitted again as soon as all nodes are measured. */
  #isFitPending = false;

  constructor() {
    $effect(() => this.#updateElements());
    $effect(() => this.#fitOpenedModel());
    $effect(() => this.#fitMeasuredNodes());
  }

  fit(): void {
    void this.#flow.fitView({ ...this.fitOptions, duration: 200 });
  }

  arrange(): void {
    this.#measureViewport();
    editor.arrange();
    requestAnimationFrame(() => this.fit());
  }

  /** Adds a node beside the selected node, or in the middle of the view if none is selected. */
  addNode(kind: NodeKind): void {
    const [selected] = editor.selection.nodes;
    const neighbour = selected === undefined ? undefined : editor.positions[selected];
    const rect = this.element?.getBoundingClientRect();
    const center = this.#flow.screenToFlowPosition({
      x: (rect?.left ?? 0) + (rect?.width ?? 0) / 2,
      y: (rect?.top ?? 0) + (rect?.height ?? 0) / 2,
    });
    const wanted = neighbour
      ? { x: neighbour.x + nodeSize.width + addedNodeGap, y: neighbour.y }
      : { x: center.x - nodeSize.width / 2, y: center.y - nodeSize.height / 2 };
    const above = isCore(nodeCatalogue[kind].create()) ? selfLoop.clearance : 0;
    editor.add(kind, findFreePosition(wanted, Object.values(editor.positions), above));
  }

  /** Adds the node kind that is dragged from the palette, centred at the pointer. */
  drop(event: DragEvent): void {
    const kind = event.dataTransfer?.getData(dragType) ?? '';
    if (!(kind in nodeCatalogue)) return;
    event.preventDefault();
    const pointer = this.#flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    editor.add(kind as NodeKind, {
      x: Math.round(pointer.x - nodeSize.width / 2),
      y: Math.round(pointer.y - nodeSize.height / 2),
    });
  }

  /** A plain click on one of several selected elements selects it alone. */
  selectClicked({ event, node, edge }: ClickedElement): void {
    const { nodes, edges } = editor.selection;
    if (event.shiftKey || event.ctrlKey || event.metaKey || nodes.length + edges.length < 2) return;
    if (node) editor.select({ nodes: [node.id] });
    if (edge) editor.select({ edges: [edge.id as EdgeId] });
  }

  selectElements({ nodes, edges }: { nodes: ModelFlowNode[]; edges: ModelFlowEdge[] }): void {
    const next = { nodes: nodes.map(({ id }) => id), edges: edges.map(({ id }) => id as EdgeId) };
    // Svelte Flow calls this in an effect, which must not depend on the editor's selection.
    const selection = untrack(() => editor.selection);
    if (
      next.nodes.join() !== selection.nodes.join() ||
      next.edges.join() !== selection.edges.join()
    )
      editor.select(next);
  }

  moveNodes(nodes: readonly ModelFlowNode[]): void {
    const positions = nodes.map(({ id, position }) => [
      id,
      { x: Math.round(position.x), y: Math.round(position.y) },
    ]);
    editor.move(Object.fromEntries(positions), 'move');
  }

  isValidConnection({ source, target }: Connection | ModelFlowEdge): boolean {
    return validateConnection(editor.spec, source, target) === null;
  }

  #updateElements(): void {
    const snapshot = {
      experiment: editor.spec,
      shapes: editor.shapes,
      positions: editor.positions,
      moduleIndex: editor.moduleIndex,
      problems: editor.problems,
      selection: editor.selection,
    };
    // The sizes that Svelte Flow has measured are kept: without them the edges would flicker.
    const previous = Object.fromEntries(untrack(() => this.nodes).map((node) => [node.id, node]));
    this.nodes = toFlowNodes(snapshot).map((node) => ({ ...previous[node.id], ...node }));
    this.edges = toFlowEdges(snapshot);
  }

  /** Lays a newly opened model out for the canvas, and shows all of it. */
  #fitOpenedModel(): void {
    const { key } = editor.entry;
    if (this.nodes.length === 0 || key === this.#fittedKey) return;
    this.#fittedKey = key;
    this.#isFitPending = true;
    this.#measureViewport();
    requestAnimationFrame(() => this.#fitAtOnce());
  }

  /** On a slow machine nodes are measured after the next frame; only then the fit is exact. */
  #fitMeasuredNodes(): void {
    if (this.#nodesMeasured.current && this.#isFitPending)
      requestAnimationFrame(() => this.#fitAtOnce());
  }

  #fitAtOnce(): void {
    if (this.#nodesMeasured.current) this.#isFitPending = false;
    void this.#flow.fitView({ ...this.fitOptions, duration: 0 });
  }

  #measureViewport(): void {
    const { element } = this;
    if (element && element.clientWidth > 0)
      editor.viewport = { width: element.clientWidth, height: element.clientHeight };
  }
}
