import type { Places } from '../../editor/annotations';
import { editor } from '../../editor/editor.svelte';
import type { CanvasNode } from '../flow';
import { followDrag, toPlaces, type DragPlaces } from './drag-places';

const still: DragPlaces = { places: new Map(), guides: [] };

/**
 * What is dragged on the canvas: it snaps to the edges and centres of what is not, and a frame takes along what is in
 * it. With Alt it does neither.
 */
export class NodeDrag {
  #drag = $state.raw<DragPlaces>(still);

  /** The lines that are drawn while something snaps to them. */
  get guides(): DragPlaces['guides'] {
    return this.#drag.guides;
  }

  /** Follows the pointer: the nodes of the canvas with the places of what moves. */
  follow(
    dragged: readonly CanvasNode[],
    all: readonly CanvasNode[],
    options: { zoom: number; isFree: boolean },
  ): CanvasNode[] {
    const { spec: experiment, positions } = editor;
    this.#drag = followDrag(dragged, all, { experiment, positions, ...options });
    const { places } = this.#drag;
    return all.map((node) => {
      const position = places.get(node.id);
      return position ? { ...node, position } : node;
    });
  }

  /** Ends dragging: the new places of what was dragged. */
  end(dragged: readonly CanvasNode[]): Places {
    const places = toPlaces(this.#drag.places, dragged);
    this.#drag = still;
    return places;
  }
}
