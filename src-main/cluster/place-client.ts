/**
 * A place where jobs run, as this program talks to it. There is one implementation for each kind of `Place`.
 *
 * A job is a command that one node runs in a folder with the files of its packages. What it makes comes back as *parts*:
 * numbered files, each written once, which the place gives out by their number. How a part is laid out is not the
 * place's business (see `parts.ts`).
 *
 * Every method throws WorkbenchError `unavailable`, with a sentence that names the place, where it cannot be reached,
 * refuses, does not answer in time, or answers what is not understood; `validation` where it refuses what the user has
 * set (a partition that there is not). After any of them it can be asked again.
 */
import type { JobRequest } from '#spec/job';
import type { Place, PlaceReport } from '#spec/place';
import type { Package } from './packages';

export interface PlaceClient {
  readonly place: Place;
  /** Asks for what there is, and one node, by a short job, for what it has. Takes at most a minute. */
  test(): Promise<PlaceReport>;
  /**
   * Submits a job. Submitting the same id again changes nothing and gives the same handle, also where an earlier
   * answer was lost.
   */
  submit(job: JobSubmission): Promise<JobHandle>;
  /** The state of each of the jobs, in their order. One request to the place where it allows that. */
  states(jobs: readonly JobHandle[]): Promise<JobState[]>;
  /**
   * Asks the job to do something; does not wait for it. A job that has ended is left alone. A place without a way to pause
   * throws `validation`.
   */
  send(job: JobHandle, request: JobRequest): Promise<void>;
  /** The numbers of the whole parts above `after`, in ascending order. Empty where the job has not written one. */
  listParts(job: JobHandle, after: number): Promise<number[]>;
  /** The bytes of a part that `listParts` has named, at most `maxPartBytes`. */
  readPart(job: JobHandle, part: number): Promise<Uint8Array>;
  /** Removes the parts up to this one, which are not asked for any more. The place may do it a while later. */
  removeParts(job: JobHandle, upTo: number): Promise<void>;
  /** The end of what the job and its set-up have printed, at most some 20 kB; empty where there is nothing. */
  readOutput(job: JobHandle): Promise<string>;
  /** Removes what the job has left at the place; one that still runs is ended at once before. */
  remove(job: JobHandle): Promise<void>;
}

export interface JobSubmission {
  /** Unique at the place; letters, digits and hyphens. The key of idempotence. */
  id: string;
  /** What the user reads in the place's own lists. */
  name: string;
  /**
   * Zip files that this job alone needs. They and the shared ones are unpacked into one folder; `run-job.sh` in the first
   * is the command. One that the place has already is not sent again.
   */
  packages: readonly [Package, ...Package[]];
  /** Further ones, which other jobs need too: the place keeps them for a while. */
  shared: readonly Package[];
}

/** How a submitted job is found again; plain JSON, kept in the project. */
export interface JobHandle {
  id: string;
  /** The place's own number or name of it. */
  remoteId: string;
}

export interface JobState {
  /**
   * `waiting`: not started. `ended`: its command has ended, see `exitCode`. `lost`: the place could not let it go on:
   * its node is gone, it was preempted, or its time was over. `missing`: the place does not know it, or no more.
   */
  phase: 'waiting' | 'running' | 'ended' | 'lost' | 'missing';
  exitCode: number | null;
  /** Why, in the place's words, as one line; null where it says nothing. */
  reason: string | null;
  /** Name of the node. */
  node: string | null;
  /** The number of the newest part, 0 where there is none; left out where the place does not say it with the state. */
  newestPart?: number;
  /** Whether the job waits for room on a disk that is full; left out where not, or where the place does not say. */
  isDiskFull?: boolean;
  /** Milliseconds since the epoch; null where it has not come to that or is not known. */
  submitted: number | null;
  started: number | null;
  ended: number | null;
}

/** Parts above this are refused: no part that this program writes is larger. */
export const maxPartBytes = 8 * 2 ** 20;
