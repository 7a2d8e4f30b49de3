import type { Run } from '#spec/run';

/** Orders runs by age, the newest first. */
export function compareAge(a: Run, b: Run): number {
  if (a.created !== b.created) return a.created < b.created ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

export function idsOf(runs: readonly Run[]): ReadonlySet<string> {
  return new Set(runs.map(({ id }) => id));
}

/** The run that takes the place of one that was removed: the next one in the list that is still there, else the last one. */
export function findNeighbour(
  before: readonly Run[],
  id: string,
  isThere: (runId: string) => boolean,
): string | null {
  const index = before.findIndex((run) => run.id === id);
  const candidates = [...before.slice(index + 1), ...before.slice(0, Math.max(0, index)).reverse()];
  return candidates.find((run) => isThere(run.id))?.id ?? null;
}
