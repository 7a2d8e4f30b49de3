import type { Experiment } from '#spec/experiment';
import type { Environment, Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { listRuns } from '#storage/runs';
import { driveRun } from './drive-run';
import { tell } from './output';
import { peopleReporter } from './people-reporter';

/**
 * Trains a spec as `train` does. A run of an earlier call with the very same spec is taken as it is, or
 * taken up where it was stopped, unless `isFresh`.
 */
export async function trainOnce(
  project: ProjectFolder,
  modelId: string,
  spec: Experiment,
  isFresh: boolean,
): Promise<Run> {
  const before = await lastOf(project, spec);
  if (!isFresh && before?.status === 'finished') {
    tell(`It was trained already, in the run ${before.id}.`);
    return before;
  }
  const goesOn = !isFresh && before && before.status !== 'failed';
  return driveRun(
    project,
    peopleReporter({ stream: process.stderr, summary: false }),
    async (runs) => {
      if (!goesOn) return runs.start(project, { spec, modelId });
      await runs.resume(project, before.id);
      return runs.get(project, before.id);
    },
  );
}

/** The last run with the very same spec, in whatever state; null where there is none. */
export async function lastOf(project: ProjectFolder, spec: Experiment): Promise<Run | null> {
  const { items } = await listRuns(project);
  return items.findLast((run) => JSON.stringify(run.spec) === JSON.stringify(spec)) ?? null;
}

/** On what runs were trained: errors do not depend on it much, times do. */
export function machinesOf(environments: readonly Environment[]): string {
  const all = environments.map(
    ({ device, tensorflow, platform, node }) =>
      `${device}${tensorflow ? `, TensorFlow ${tensorflow}` : ''}, Node ${node}, ${platform}`,
  );
  const [first = 'nothing', ...others] = [...new Set(all)];
  return `${first}${others.length > 0 ? ` (some on: ${others.join('; ')})` : ''}`;
}
