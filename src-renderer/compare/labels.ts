import type { Run } from '#spec/run';
import { methodInfo } from '../stores/methods';

/** The method and seed of a run: `DNI, seed 2`. */
export function formatVariant(run: Run): string {
  return `${methodInfo[run.method].label}, seed ${run.seed}`;
}

/**
 * The name of a run if it distinguishes it from the other runs; empty if they all have the same
 * name.
 */
export function distinguishingName(run: Run, runs: readonly Run[]): string {
  return runs.length > 1 && runs.every(({ name }) => name === run.name) ? '' : run.name;
}

/** `MNIST, 3 layers, DNI, seed 2`, or `DNI, seed 2` if all runs have the same name. */
export function formatRunLabel(run: Run, runs: readonly Run[]): string {
  const name = distinguishingName(run, runs);
  return name === '' ? formatVariant(run) : `${name}, ${formatVariant(run)}`;
}
