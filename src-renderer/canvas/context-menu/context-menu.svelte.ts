import type { Point } from '#diagram/layout/geometry';
import { edgeId, type EdgeId } from '#spec/model';
import { editor } from '../../editor/editor.svelte';
import type { MenuItem } from '../../ui/menu-item';
import { edgeOf, nodeOf } from '../canvas-view.svelte';
import { listAnnotationEntries } from '../annotations/annotation-entries';
import { toFlowId } from '../annotations/annotation-flow';
import { listCanvasEntries } from './canvas-entries';
import { listEdgeEntries } from './edge-entries';
import type { MenuCanvas } from './menu-context';
import { listNodeEntries } from './node-entries';

/** What a menu is opened for. */
type MenuTarget =
  | { kind: 'canvas' }
  | { kind: 'frame' | 'note'; id: string }
  | { kind: 'node'; id: string }
  | { kind: 'edge'; id: EdgeId };

/** The context menu of the canvas, of a card or of an edge, by the pointer or by the keyboard. */
export class ContextMenu {
  isOpen = $state(false);
  at = $state.raw<Point>({ x: 0, y: 0 });
  /** What had the focus when the menu was opened. */
  returnFocus = $state.raw<HTMLElement | null>(null);
  #target = $state.raw<MenuTarget>({ kind: 'canvas' });
  readonly #canvas: MenuCanvas;

  constructor(canvas: MenuCanvas) {
    this.#canvas = canvas;
  }

  get entries(): MenuItem[] {
    const context = { canvas: this.#canvas, at: this.at };
    const target = this.#target;
    if (target.kind === 'node') return listNodeEntries(target.id, context);
    if (target.kind === 'frame' || target.kind === 'note')
      return listAnnotationEntries(target.kind, target.id);
    return target.kind === 'edge'
      ? listEdgeEntries(target.id, context)
      : listCanvasEntries(context);
  }

  /** Opens the menu of what is at the pointer, which is selected unless it is part of the selection. */
  openAtPointer(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest('input, textarea')) return;
    event.preventDefault();
    this.#open(findTarget(event.target), { x: event.clientX, y: event.clientY });
  }

  /** Opens the menu of what has the focus or else is selected. */
  openByKey(): void {
    const focused = document.activeElement ? findTarget(document.activeElement) : null;
    const [node] = editor.selection.nodes;
    const [edge] = editor.selection.edges;
    const selected: MenuTarget =
      node !== undefined
        ? { kind: 'node', id: node }
        : edge === undefined
          ? { kind: 'canvas' }
          : { kind: 'edge', id: edge };
    const target = focused && focused.kind !== 'canvas' ? focused : selected;
    this.#open(target, this.#pointOf(target));
  }

  #open(target: MenuTarget, at: Point): void {
    this.#canvas.quickAdd.close();
    select(target);
    this.#target = target;
    this.at = at;
    const { activeElement } = document;
    this.returnFocus = activeElement instanceof HTMLElement ? activeElement : null;
    this.isOpen = true;
  }

  /** Where the menu of a target is shown when it is opened by a key. */
  #pointOf(target: MenuTarget): Point {
    const { view } = this.#canvas;
    if (target.kind === 'canvas') return view.toWindow(view.middle);
    const element =
      target.kind !== 'edge'
        ? view.element?.querySelector(
            `.svelte-flow__node[data-id="${target.kind === 'node' ? target.id : toFlowId(target.kind, target.id)}"]`,
          )
        : view.element?.querySelector(`[data-edge="${target.id}"]`);
    const rect = element?.getBoundingClientRect();
    return rect ? { x: rect.left + 16, y: rect.bottom } : view.toWindow(view.middle);
  }
}

function findTarget(element: Element): MenuTarget {
  const node = nodeOf(element);
  if (node !== null && node in editor.spec.model.nodes) return { kind: 'node', id: node };
  for (const kind of ['frame', 'note'] as const)
    if (node?.startsWith(`${kind}:`)) return { kind, id: node.slice(kind.length + 1) };
  const edge = edgeOf(element);
  const exists = editor.spec.model.edges.some((candidate) => edgeId(candidate) === edge);
  return edge !== null && exists ? { kind: 'edge', id: edge } : { kind: 'canvas' };
}

function select(target: MenuTarget): void {
  const { nodes, edges, frames, notes } = editor.selection;
  if (target.kind === 'frame' && !frames.includes(target.id))
    editor.select({ frames: [target.id] });
  if (target.kind === 'note' && !notes.includes(target.id)) editor.select({ notes: [target.id] });
  if (target.kind === 'node' && !nodes.includes(target.id)) editor.select({ nodes: [target.id] });
  if (target.kind === 'edge' && !edges.includes(target.id)) editor.select({ edges: [target.id] });
}
