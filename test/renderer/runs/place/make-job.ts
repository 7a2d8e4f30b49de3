import { jobSchema, type Job, type JobAttempt } from '#spec/job';
import { placeSchema, type PlaceInput } from '#spec/place';

/** A time, in minutes after the beginning of 1970. */
export const atMinute = (minute: number): string => new Date(minute * 60_000).toISOString();

export function makeAttempt(changes: Partial<JobAttempt> = {}): JobAttempt {
  return {
    ...{ id: 'j-1', remoteId: 'j-1', parts: 0, node: null, reason: null },
    ...{ submitted: null, started: null, ended: null },
    ...changes,
  };
}

/** A job of one run at a cluster with one GPU, sent at minute 0. */
export function makeJob(changes: Partial<Job> = {}, place: Partial<PlaceInput> = {}): Job {
  return jobSchema.parse({
    ...{ version: 1, id: 'j', runIds: ['a'], created: atMinute(0), status: 'running' },
    ...{ failure: null, isToEnd: false, attempts: [makeAttempt()] },
    place: placeSchema.parse({
      ...{ kind: 'slurm', id: 'group', name: 'Group cluster', host: 'login', cores: 4, gpus: 1 },
      ...place,
    }),
    ...changes,
  });
}
