import { useSvelteFlow } from '@xyflow/svelte';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { EdgeId } from '#spec/model';
import type { Box } from '../editor/annotations';
import { editor } from '../editor/editor.svelte';
import { findShift } from './find-shift';

/** Pixels of the window that stay free between a new node and the border of the canvas. */
const margin = 16;
/** Where edges are looked for around a point. An edge itself can be met 12 pixels beside its line. */
const probedRadii = [0, 14, 28];
const diagonal = Math.SQRT1_2;
const probedDirections = [
  [0, -1],
  [0, 1],
  [-1, 0],
  [1, 0],
  [-diagonal, -diagonal],
  [diagonal, -diagonal],
  [-diagonal, diagonal],
  [diagonal, diagonal],
] as const;

/**
 * The part of the model that is visible, and what is where in it. Points of the window are in CSS pixels, as in
 * pointer events; points of the canvas in pixels at zoom 1. To be created inside a `SvelteFlowProvider`.
 */
export class CanvasView {
  element = $state<HTMLElement>();
  readonly #flow = useSvelteFlow();
  #pointer: Point | null = null;

  /** Remembers where the pointer is; null: not over the canvas. */
  follow(event: PointerEvent | DragEvent | null): void {
    this.#pointer = event && { x: event.clientX, y: event.clientY };
  }

  /** Where the pointer is in the window; null while it is not over the canvas. */
  get pointer(): Point | null {
    return this.#pointer;
  }

  /** The visible part of the canvas, without its margin. */
  get visible(): Box {
    const rect = this.element?.getBoundingClientRect() ?? new DOMRect();
    const from = this.toCanvas({ x: rect.left + margin, y: rect.top + margin });
    const to = this.toCanvas({ x: rect.right - margin, y: rect.bottom - margin });
    return { ...from, width: to.x - from.x, height: to.y - from.y };
  }

  /** The middle of the visible part. */
  get middle(): Point {
    const { x, y, width, height } = this.visible;
    return { x: x + width / 2, y: y + height / 2 };
  }

  toCanvas(point: Point): Point {
    return this.#flow.screenToFlowPosition(point);
  }

  toWindow(point: Point): Point {
    return this.#flow.flowToScreenPosition(point);
  }

  /** The node at a point of the window. */
  nodeAt(point: Point): string | null {
    const { x, y } = this.toCanvas(point);
    const found = Object.entries(editor.positions).filter(
      ([, place]) =>
        x >= place.x &&
        x <= place.x + nodeSize.width &&
        y >= place.y &&
        y <= place.y + nodeSize.height,
    );
    return found.at(-1)?.[0] ?? null;
  }

  /** The edge at a point of the window, also below a node. */
  edgeAt({ x, y }: Point): EdgeId | null {
    for (const element of document.elementsFromPoint(x, y)) {
      const edge = edgeOf(element);
      if (edge !== null) return edge;
    }
    return null;
  }

  /** The edge nearest to a point of the window, within some 40 pixels. */
  edgeNear({ x, y }: Point): EdgeId | null {
    for (const radius of probedRadii)
      for (const [right, down] of probedDirections) {
        const edge = this.edgeAt({ x: x + right * radius, y: y + down * radius });
        if (edge !== null) return edge;
      }
    return null;
  }

  /** Whether the point of the window is on the canvas, not on a panel above it. */
  contains({ x, y }: Point): boolean {
    const element = document.elementFromPoint(x, y);
    return element !== null && this.element?.contains(element) === true;
  }

  /** Shows all of a box: moves the view as little as needed, or shows the box alone where it is larger. */
  revealBox(box: Box): void {
    const { visible } = this;
    if (box.width > visible.width || box.height > visible.height) {
      void this.#flow.fitBounds(box, { duration: 200, padding: 0.1 });
      return;
    }
    const { x, y, zoom } = this.#flow.getViewport();
    const shift = findShift(box, visible);
    if (shift.x === 0 && shift.y === 0) return;
    const moved = { x: x - shift.x * zoom, y: y - shift.y * zoom, zoom };
    void this.#flow.setViewport(moved, { duration: 200 });
  }
}

/** The id of the edge that an element belongs to, as its line or its label. */
export function edgeOf(element: Element): EdgeId | null {
  const edge = element.closest<HTMLElement>('.svelte-flow__edge, [data-edge]');
  return (edge?.dataset['edge'] ?? edge?.dataset['id'] ?? null) as EdgeId | null;
}

/** The id of the node whose card an element belongs to. */
export function nodeOf(element: Element): string | null {
  return element.closest<HTMLElement>('.svelte-flow__node')?.dataset['id'] ?? null;
}
