import type { Run } from '#spec/run';
import { methodInfo } from '../stores/methods';

/** A run's method and seed: `DNI, seed 2`. */
export function variantOf(run: Run): string {
  return `${methodInfo[run.method].label}, seed ${run.seed}`;
}

/** The name that tells a run from the others beside it; empty where they all have the same one. */
export function tellingName(run: Run, runs: readonly Run[]): string {
  return runs.length > 1 && runs.every(({ name }) => name === run.name) ? '' : run.name;
}

/** `MNIST, 3 layers, DNI, seed 2`, or `DNI, seed 2` where the name says nothing. */
export function runLabel(run: Run, runs: readonly Run[]): string {
  const name = tellingName(run, runs);
  return name === '' ? variantOf(run) : `${name}, ${variantOf(run)}`;
}
