import { getBezierPath, getSmoothStepPath, type Position } from '@xyflow/svelte';
import { leadsBack } from '../editor/bends';
import { cardSize, loopRoom } from '../editor/layout';

interface Ends {
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
  sourcePosition: Position;
  targetPosition: Position;
}

/**
 * The path of a wire and the place of its label: `[path, x, y]`. To a card that stands behind it, as at
 * the end of a row, it goes around in straight pieces, the long one at the height `bend`.
 * `loop`: it leads back to its own card, over which it runs.
 */
export function wirePath(
  ends: Ends,
  bend: number | null,
  loop: boolean,
): [path: string, x: number, y: number] {
  if (loop) return loopPath(ends);
  const [path, x, y] = leadsBack(ends.sourceX, ends.targetX)
    ? getSmoothStepPath({ ...ends, borderRadius: 10, offset: 16, centerY: bend ?? undefined })
    : getBezierPath(ends);
  return [path, x, y];
}

/** Pixels by which a loop's end runs on behind its card, so that the arrow's head meets the edge. */
const hidden = 5;

/**
 * Out of the top of the card at its right, and back into it at its left. `inset`: pixels by which it runs
 * within the loop itself, as what comes back along it does.
 */
export function loopPath(
  { sourceX, sourceY, targetX }: Ends,
  inset = 0,
): [path: string, x: number, y: number] {
  const base = sourceY - cardSize.height / 2 + hidden;
  const top = base - hidden - loopRoom.rise + inset;
  const [right, left, round] = [sourceX - 12 - inset, targetX + 12 + inset, 12 - inset / 2];
  const path = [
    `M${right},${base} L${right},${top + round} Q${right},${top} ${right - round},${top}`,
    `L${left + round},${top} Q${left},${top} ${left},${top + round} L${left},${base}`,
  ];
  return [path.join(' '), (sourceX + targetX) / 2, top];
}
