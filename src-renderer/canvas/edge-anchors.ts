import { selfLoopInset, type EdgeEnds } from '#diagram/edge-path';
import { nodeSize, type Point } from '#diagram/layout/geometry';

/** Pixels between a card and the middle of the dot by which an end of an edge is dragged. */
const distance = 12;

/** Where the dots of an edge are: on its line, beside the cards at its ends, and above the card of a self-loop. */
export function findAnchors(
  { sourceX, sourceY, targetX, targetY }: EdgeEnds,
  isSelfLoop: boolean,
): Record<'source' | 'target', Point> {
  if (!isSelfLoop)
    return {
      source: { x: sourceX + distance, y: sourceY },
      target: { x: targetX - distance, y: targetY },
    };
  const y = sourceY - nodeSize.height / 2 - distance;
  return {
    source: { x: sourceX - selfLoopInset, y },
    target: { x: targetX + selfLoopInset, y },
  };
}
