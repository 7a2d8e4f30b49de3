import { countNoun } from '#spec/count-noun';
import { formatDuration } from './format-value';
import { jobSeconds, type Job } from '#spec/job';

/** How a job stands, in a sentence. `now`: milliseconds since the epoch. */
export function describeJobState(job: Job, now = Date.now()): string {
  const { id, place, runIds, attempts } = job;
  const { waited, ran } = jobSeconds(job, now);
  const what = `Job ${id} (${countNoun(runIds.length, 'run')} at '${place.name}')`;
  const node = attempts.at(-1)?.node;
  const tries = attempts.length > 1 ? `, sent ${attempts.length} times` : '';
  const costs = `${countNoun(Math.round(place.cores * ran), 'core-second')}${
    place.gpus > 0 ? `, ${countNoun(Math.round(place.gpus * ran), 'GPU-second')}` : ''
  }`;
  switch (job.status) {
    case 'sending':
      return `${what} is being sent${tries}.`;
    case 'waiting':
      return `${what} waits in the queue there, for ${formatDuration(waited)} now${tries}.`;
    case 'running':
      return `${what} runs${node ? ` on ${node}` : ''}, for ${formatDuration(ran)} now${tries}.`;
    case 'ended':
      return `${what} has ended: ${formatDuration(waited)} in the queue, ${formatDuration(ran)} of work, ${costs}${tries}.`;
    case 'failed':
      return `${what} has failed${tries}. ${job.failure ?? ''}`;
  }
}
