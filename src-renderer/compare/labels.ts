import type { Run } from '#spec/run';
import { tellRun } from '../stores/run-title';

/** The method and seed of a run: `DNI, seed 2`. */
export function formatVariant(run: Run): string {
  return tellRun(run);
}
