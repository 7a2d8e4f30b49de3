import type { Box } from '#diagram/box-grid';
import { nodeSize } from '#diagram/layout/geometry';
import type { MissingPart } from '#diagram/missing-parts';

/** Of the button on a missing edge, in pixels. */
const radius = 12;

/** What a missing part takes on the canvas: a card, or the button in the middle of an edge. */
export function ghostBox({ node, middle }: Pick<MissingPart, 'node' | 'middle'>): Box {
  return node
    ? { ...node.position, ...nodeSize }
    : { x: middle.x - radius, y: middle.y - radius, width: 2 * radius, height: 2 * radius };
}
