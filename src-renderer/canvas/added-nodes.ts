import { nodeSize } from '#diagram/layout/geometry';
import type { Box } from '../editor/annotations';
import type { CanvasNode } from './flow';

/** Tells what a command has added to the canvas: it is new and selected. */
export class AddedNodes {
  #boxes: ReadonlyMap<string, Box> = new Map();
  #model: string | null = null;

  /**
   * What was added since the last call; where it has pushed other nodes aside, also what was in view before, which should
   * stay there. `model` tells models apart: opening another one adds nothing. `findView`: the visible part of the canvas.
   */
  take(model: string, nodes: readonly CanvasNode[], findView: () => Box): CanvasNode[] {
    const [before, isSame] = [this.#boxes, model === this.#model];
    this.#boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
    this.#model = model;
    const added = isSame ? nodes.filter(({ id, selected }) => selected && !before.has(id)) : [];
    const isPushed = ({ id, position }: CanvasNode): boolean => {
      const was = before.get(id);
      return was !== undefined && (was.x !== position.x || was.y !== position.y);
    };
    if (added.length === 0 || !nodes.some(isPushed)) return added;
    const view = findView();
    const wasInView = ({ id }: CanvasNode): boolean => {
      const was = before.get(id);
      return was !== undefined && isWithin(was, view);
    };
    return [...added, ...nodes.filter(wasInView)];
  }
}

/** What a node takes on the canvas. */
export function boxOf({
  position,
  width = nodeSize.width,
  height = nodeSize.height,
}: CanvasNode): Box {
  return { ...position, width, height };
}

function isWithin(box: Box, view: Box): boolean {
  return (
    box.x >= view.x &&
    box.y >= view.y &&
    box.x + box.width <= view.x + view.width &&
    box.y + box.height <= view.y + view.height
  );
}
