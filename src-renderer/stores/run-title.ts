import type { Run } from '#spec/run';
import { methodInfo } from '#chart/methods';

/** What tells a run from most others of its model: `DNI, seed 2`. */
export function tellRun({ method, seed }: Pick<Run, 'method' | 'seed'>): string {
  return `${methodInfo[method].label}, seed ${seed}`;
}

/** A run within a sentence: `DNI, seed 2 of 'Recall'`. */
export function callRun(run: Pick<Run, 'method' | 'seed' | 'name'>): string {
  return `${tellRun(run)} of '${run.name}'`;
}
