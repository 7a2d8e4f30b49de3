import { getBezierPath, getSmoothStepPath, type Position } from '@xyflow/svelte';
import { leadsBack } from './bends';

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
 */
export function wirePath(ends: Ends, bend: number | null): [path: string, x: number, y: number] {
  const [path, x, y] = leadsBack(ends.sourceX, ends.targetX)
    ? getSmoothStepPath({ ...ends, borderRadius: 10, offset: 16, centerY: bend ?? undefined })
    : getBezierPath(ends);
  return [path, x, y];
}
