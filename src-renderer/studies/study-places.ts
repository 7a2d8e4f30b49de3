import { describeUse, listPlaceNames, sumJobCosts, type JobCosts } from '#analysis/describe-job';
import { countNoun } from '#spec/count-noun';
import { isJobOver, type Job } from '#spec/job';
import { isElsewhere, isEnded, type Run } from '#spec/run';
import { formatDuration } from '../stores/format';

/** Where the runs of a study train, as far as it is not this computer. */

/** The runs of a study at one place. */
export interface PlaceLine {
  /** Null for this computer. */
  placeId: string | null;
  name: string;
  waiting: number;
  running: number;
  ended: number;
  /** Of all jobs there, those included that were lost. */
  costs: JobCosts | null;
}

/** The jobs that train runs of a study, or have trained them, whichever of them is the last of its run. */
export function listStudyJobs(runs: readonly Run[], jobs: Iterable<Job>): Job[] {
  const ids = new Set(runs.map(({ id }) => id));
  return [...jobs].filter(({ runIds }) => runIds.some((id) => ids.has(id)));
}

/** One line for each place that has had a job, and one for this computer where that trains some too. */
export function listPlaceLines(
  runs: readonly Run[],
  jobs: readonly Job[],
  now: number,
): PlaceLine[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const placeOf = (run: Run): string | null => byId.get(run.job?.id ?? '')?.place.id ?? null;
  const placeIds = [...new Set(jobs.map(({ place }) => place.id))];
  const line = (placeId: string | null, name: string): PlaceLine => {
    const there = runs.filter((run) => placeOf(run) === placeId);
    const jobsThere = jobs.filter(({ place }) => place.id === placeId);
    return {
      ...{ placeId, name },
      waiting: there.filter(({ status }) => status === 'queued').length,
      running: there.filter(({ status }) => !isEnded(status) && status !== 'queued').length,
      ended: there.filter(({ status }) => isEnded(status)).length,
      costs: placeId === null ? null : sumJobCosts(jobsThere, now),
    };
  };
  const lines = placeIds.map((id) =>
    line(id, jobs.findLast(({ place }) => place.id === id)?.place.name ?? id),
  );
  const isHereToo = jobs.length > 0 && runs.some((run) => placeOf(run) === null);
  return isHereToo ? [...lines, line(null, 'This computer')] : lines;
}

/** `Queued 3 min, 40 GPU-minutes used at Group cluster, 1 job sent again because its node was lost`. */
export function describeStudyCosts(jobs: readonly Job[], now: number): string {
  const costs = sumJobCosts(jobs, now);
  const { sentAgain } = costs;
  return [
    `Queued ${formatDuration(costs.waited)}`,
    `${describeUse(costs)} used at ${listPlaceNames(jobs)}`,
    ...(sentAgain === 0
      ? []
      : [
          `${countNoun(sentAgain, 'job')} sent again because ${sentAgain === 1 ? 'its node was' : 'their nodes were'} lost`,
        ]),
  ].join(', ');
}

/**
 * What a study says that no program runs while its jobs go on; null where there are none. `runs`: those of the study,
 * `jobs`: theirs.
 */
export function describeLeftStudy(runs: readonly Run[], jobs: readonly Job[]): string | null {
  const open = jobs.filter((job) => !isJobOver(job));
  const there = runs.filter(isElsewhere);
  if (open.length === 0 || there.length === 0) return null;
  const names = listPlaceNames(open);
  const verb = there.length === 1 ? 'goes on there and comes' : 'go on there and come';
  return `This study was at work at ${names} when the program was closed. ${countNoun(there.length, 'run')} ${verb} back here; others are sent once the study goes on.`;
}
