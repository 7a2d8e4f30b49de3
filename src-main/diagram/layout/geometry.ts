/** A position on the canvas in pixels at zoom 1: of a node, its top left corner. */
export interface Point {
  x: number;
  y: number;
}

/** Size in pixels of a node at zoom 1; `ModelNode.svelte` fills exactly this box. */
export const nodeSize = { width: 132, height: 68 };

/**
 * A self-loop runs `rise` pixels above its node; `clearance` pixels stay free above the node for the loop
 * and its label.
 */
export const selfLoop = { rise: 26, clearance: 56 };
