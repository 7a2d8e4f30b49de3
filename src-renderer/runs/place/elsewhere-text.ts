import {
  describeAtPlace,
  describeRequest,
  describeSendings,
  describeSilence,
  describeUse,
  listPlaceNames,
  sumJobCosts,
} from '#analysis/describe-job';
import { countNoun } from '#spec/count-noun';
import { formatClock } from '#spec/date-format';
import { isJobOver, jobSeconds, type Job, type JobRequest } from '#spec/job';
import { describePlace, type Place } from '#spec/place';
import type { Run } from '#spec/run';
import { formatDuration } from '../../stores/format';
import type { JobState } from '../../stores/jobs.svelte';

/** What the window says of a run that another place trains. */

/** What it does there, or what it was asked and does not do yet. */
export function describeRunThere(
  { status }: Pick<Run, 'status'>,
  job: Job,
  { asked, now }: { asked: JobRequest | null; now: number },
): string {
  return asked === null
    ? describeAtPlace(status, job, now)
    : describeRequest(asked, job.place.name);
}

/** The same of one that waits, for a table cell: `queued 3 min`, `being sent`. */
export function describeQueueing(job: Job, now: number): string {
  const attempt = job.attempts.at(-1);
  if (job.status === 'sending') return job.attempts.length > 1 ? 'sent again' : 'being sent';
  if (job.status === 'running') return 'starting';
  if (!attempt?.submitted) return 'queued';
  return `queued ${formatDuration(jobSeconds({ attempts: [attempt] }, now).waited)}`;
}

export interface PlaceFact {
  name: string;
  value: string;
  title?: string;
}

/**
 * Where it is, what it has cost, and how often it was sent. `job`: its last one, null where this computer has trained it
 * since. `all`: every job that it was in, whose costs these are.
 */
export function listPlaceFacts(job: Job | null, all: readonly Job[], now: number): PlaceFact[] {
  const costs = sumJobCosts(all, now);
  const sendings = job && describeSendings(job);
  return [
    ...(job ? [describePlaceFact(job)] : []),
    ...(all.length === 0
      ? []
      : [{ name: 'Queued', value: formatDuration(costs.waited), title: describeQueues(all) }]),
    ...(costs.coreSeconds + costs.gpuSeconds > 0
      ? [{ name: 'Used', value: describeUse(costs), title: describeShare(all) }]
      : []),
    ...(job === null || sendings === null
      ? []
      : [{ name: 'Sent', value: `${job.attempts.length} times`, title: sendings }]),
  ];
}

function describePlaceFact(job: Job): PlaceFact {
  const { place, attempts } = job;
  const node = attempts.at(-1)?.node;
  return {
    name: 'Place',
    value: node ? `${place.name}, ${node}` : place.name,
    title: `${describePlace(place)}. Job ${job.id}`,
  };
}

function describeQueues(all: readonly Job[]): string {
  const jobs = all.length > 1 ? `, of its ${all.length} jobs` : '';
  return `Time in the queue at ${listPlaceNames(all)}${jobs}`;
}

/** What the jobs ask for, and whose costs theirs are. */
function describeShare(all: readonly Job[]): string {
  const [only] = all;
  const isShared = all.some(({ runIds }) => runIds.length > 1);
  if (!only || all.length > 1)
    return `By its ${all.length} jobs at ${listPlaceNames(all)}${isShared ? ', for all runs of these' : ''}.`;
  const { place, runIds } = only;
  const gpus = place.gpus > 0 ? ` and ${countNoun(place.gpus, 'GPU')}` : '';
  const whose = isShared ? `, for all ${runIds.length} runs of its job` : '';
  return `At ${place.name}, where it asks for ${countNoun(place.cores, 'core')}${gpus}${whose}.`;
}

/** Why a job cannot be followed at the moment. */
export interface PlaceTrouble {
  sentence: string;
  /** What the place, or the connection to it, says. */
  detail: string;
  /** The id of the user's own place; null where it is none. */
  placeId: string | null;
}

/** `own`: the same place as the user has set it up; null where there is none. Null where the job can be followed. */
export function describeTrouble(
  { job, trouble, troubleSince }: JobState,
  own: Place | null,
): PlaceTrouble | null {
  if (isJobOver(job)) return null;
  if (!own)
    return {
      sentence: `${job.place.name} is none of your places. Add it in Settings, and what is trained there comes back.`,
      detail: describePlace(job.place),
      placeId: null,
    };
  if (trouble === null) return null;
  const since = troubleSince === null ? null : formatClock(new Date(troubleSince));
  return { sentence: describeSilence(own.name, since), detail: trouble, placeId: own.id };
}
