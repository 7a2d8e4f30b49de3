import { mapLimited } from '#files/map-limited';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import type { RunManager } from '#training/run-manager';

/** Runs that are read at the same time. */
const readAtOnce = 16;

/** The runs with these ids, in their order. Throws `notFound` where one is not there. */
export function readRuns(
  runs: RunManager,
  project: ProjectFolder,
  ids: readonly string[],
): Promise<Run[]> {
  return mapLimited(ids, readAtOnce, (id) => runs.get(project, id));
}
