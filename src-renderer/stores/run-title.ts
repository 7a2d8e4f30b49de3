import type { Run } from '#spec/run';
import { methodInfo } from '#chart/methods';

/** What tells a run from most others of its model: `DNI, seed 2`; `imported` where no more is known. */
export function tellRun({ method, seed }: Pick<Run, 'method' | 'seed'>): string {
  return [
    method === null ? 'imported' : methodInfo[method].label,
    ...(seed === null ? [] : [`seed ${seed}`]),
  ].join(', ');
}

/** A run within a sentence: `DNI, seed 2 of 'Recall'`. */
export function callRun(run: Pick<Run, 'method' | 'seed' | 'name'>): string {
  return `${tellRun(run)} of '${run.name}'`;
}
