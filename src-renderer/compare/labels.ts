import type { Run } from '#spec/run';
import { methodInfo } from '#chart/methods';

/** The method and seed of a run: `DNI, seed 2`. */
export function formatVariant(run: Run): string {
  return `${methodInfo[run.method].label}, seed ${run.seed}`;
}
