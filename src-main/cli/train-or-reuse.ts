import { describeDifference, identifyData } from '#data/identify-data';
import type { Experiment } from '#spec/experiment';
import type { Environment, Run } from '#spec/run';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { listSettledRuns } from '#training/run-owner';
import { driveRun } from './drive-run';
import { printToStderr } from './output';
import { consoleReporter } from './console-reporter';

/**
 * Trains a spec as `train` does. An earlier run with the identical spec is reused if it is finished and
 * resumed if it was stopped or interrupted, unless `isFresh`.
 */
export async function trainOrReuse(
  project: ProjectFolder,
  modelId: string,
  spec: Experiment,
  isFresh: boolean,
): Promise<Run> {
  const earlier = await findLatestRun(project, spec);
  if (!isFresh && earlier?.status === 'finished') {
    printToStderr(`It was trained already, in the run ${earlier.id}.`);
    return earlier;
  }
  const isResumable = !isFresh && earlier && earlier.status !== 'failed';
  return driveRun(
    project,
    consoleReporter({ stream: process.stderr, summary: false }),
    async (runs) => {
      if (!isResumable) return runs.start(project, { spec, modelId });
      await runs.resume(project, earlier.id);
      return runs.get(project, earlier.id);
    },
  );
}

/** The latest run with the identical spec and data, whatever its status; null where there is none. */
export async function findLatestRun(project: ProjectFolder, spec: Experiment): Promise<Run | null> {
  const { items } = await listSettledRuns(project);
  // Data that are missing now are no reason to forget a run that is finished.
  const current = await identifyData(spec.task, datasetsDirectory(project)).catch(() => null);
  const isSame = ({ data }: Run): boolean => {
    const recorded = data.at(-1)?.files ?? [];
    return !current || recorded.length === 0 || describeDifference(recorded, current) === null;
  };
  return (
    items.findLast((run) => JSON.stringify(run.spec) === JSON.stringify(spec) && isSame(run)) ??
    null
  );
}

/** The machines that runs were trained on, for the footnote of a table: times depend on them. */
export function describeMachines(environments: readonly Environment[]): string {
  const descriptions = environments.map(
    ({ device, tensorflow, platform, node }) =>
      `${device}${tensorflow ? `, TensorFlow ${tensorflow}` : ''}, Node ${node}, ${platform}`,
  );
  const [first = 'nothing', ...others] = [...new Set(descriptions)];
  return `${first}${others.length > 0 ? ` (some on: ${others.join('; ')})` : ''}`;
}
