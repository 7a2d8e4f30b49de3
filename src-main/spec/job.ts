import { z } from 'zod';
import { formatVersion } from './experiment';
import { placeSchema } from './place';

/** How often a job is sent again where its node is lost, the first time included. */
export const mostAttempts = 3;

/**
 * What a user can ask of a job. `checkpoint`: it sends back the last checkpoint of each run that trains now, however short
 * ago the one before was. `stop`: its runs end with a checkpoint. `pause` and `resume`: they wait and go on. `cancel`: it
 * is ended at once.
 */
export const jobRequests = ['checkpoint', 'stop', 'pause', 'resume', 'cancel'] as const;
export type JobRequest = (typeof jobRequests)[number];

const timeSchema = z.iso.datetime();

/** One try to run a job at its place. */
const attemptSchema = z.strictObject({
  /** Under which the place knows it. */
  id: z.string(),
  /** The place's own name of it; null where it is not known yet whether it was submitted. */
  remoteId: z.string().nullable(),
  /** How many of the parts that it has sent back are in the runs' folders. */
  parts: z.int().min(0),
  submitted: timeSchema.nullable(),
  started: timeSchema.nullable(),
  ended: timeSchema.nullable(),
  node: z.string().nullable(),
  /** Why it has ended before its runs; null where it has not. */
  reason: z.string().nullable(),
});
export type JobAttempt = z.output<typeof attemptSchema>;

/**
 * The content of `jobs/<id>.json` in a project: runs that were sent to a place. Any program that opens the project finds
 * them there again.
 *
 * `sending` → `waiting` → `running` → `ended`. A job whose node is lost is sent again, until `mostAttempts`; then it is
 * `failed`, as where the place refuses it.
 */
export const jobSchema = z.strictObject({
  version: z.literal(formatVersion),
  id: z.string(),
  /** As it was when the job was made: the user may have changed or removed it since. */
  place: placeSchema,
  runIds: z.array(z.string()).min(1),
  /** Whether its runs train in one process, those that are alike as one compiled step; else one after the other. */
  together: z.boolean().default(false),
  created: timeSchema,
  status: z.enum(['sending', 'waiting', 'running', 'ended', 'failed']),
  /** Why it has failed, in a sentence; null otherwise. */
  failure: z.string().nullable(),
  /** Whether the user has ended it, so that it is not sent again. */
  isToEnd: z.boolean(),
  attempts: z.array(attemptSchema),
});
export type Job = z.output<typeof jobSchema>;

/** Whether a job is over: its runs are as they are, and the place has nothing more of it. */
export function isJobOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'ended' || status === 'failed';
}

/** Seconds that it has waited at the place, and those that it has run, over all attempts, until `now`. */
export function jobSeconds(
  { attempts }: Pick<Job, 'attempts'>,
  now: number,
): { waited: number; ran: number } {
  let [waited, ran] = [0, 0];
  for (const { submitted, started, ended } of attempts) {
    const end = ended === null ? now : Date.parse(ended);
    if (submitted !== null)
      waited += (started === null ? end : Date.parse(started)) - Date.parse(submitted);
    if (started !== null) ran += end - Date.parse(started);
  }
  return { waited: Math.max(0, waited) / 1000, ran: Math.max(0, ran) / 1000 };
}
