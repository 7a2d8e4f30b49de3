import type { Run } from '#spec/run';

/** What stands beside every value in a table of all values of many runs. */
export interface RunDescription {
  /** The id. */
  run: string;
  name: string;
  model: string;
  method: string;
  seed: number;
}

export function describeRun({ id, name, spec, method, seed }: Run): RunDescription {
  return { run: id, name, model: spec.name, method, seed };
}
