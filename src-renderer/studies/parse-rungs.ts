import { countNoun } from '#spec/count-noun';

/**
 * The rungs of successive halving, from `500, 1000, 2000`: rising steps, to which the last step of a run is added. A
 * sentence where they are not.
 */
export function parseRungs(text: string, steps: number): number[] | string {
  const rungs = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (rungs.length === 0 || !rungs.every((rung) => Number.isSafeInteger(rung) && rung >= 1))
    return 'Write whole numbers of steps, like 500, 1000, 2000.';
  const sorted = [...new Set(rungs)].sort((a, b) => a - b);
  const last = sorted[sorted.length - 1] ?? steps;
  if (last > steps) return `A run has ${countNoun(steps, 'step')}: a rung cannot be at ${last}.`;
  return last === steps ? sorted : [...sorted, steps];
}
