import type { Run } from '#spec/run';

export interface RunGroup {
  key: string;
  name: string;
  runs: Run[];
}

/** Groups runs by the model they train, in order of first appearance. */
export function groupRuns(runs: readonly Run[]): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const key = run.modelId ?? `name:${run.spec.name}`;
    const group = groups.get(key) ?? { key, name: run.spec.name, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}
