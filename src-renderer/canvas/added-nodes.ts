import type { CanvasNode } from './flow';

/** Tells what a command has added to the canvas: it is new and selected. */
export class AddedNodes {
  #ids: ReadonlySet<string> = new Set();
  #model: string | null = null;

  /** What was added since the last call. `model` tells models apart: opening another one adds nothing. */
  take(model: string, nodes: readonly CanvasNode[]): CanvasNode[] {
    const [before, isSame] = [this.#ids, model === this.#model];
    this.#ids = new Set(nodes.map(({ id }) => id));
    this.#model = model;
    return isSame ? nodes.filter(({ id, selected }) => selected && !before.has(id)) : [];
  }
}
