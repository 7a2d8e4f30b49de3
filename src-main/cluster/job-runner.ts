import { setTimeout as sleep } from 'node:timers/promises';
import { removeTemporaryFolders } from '#files/temporary-files';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { isJobOver, type Job, type JobRequest } from '#spec/job';
import { isSamePlace, type Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import {
  listJobs,
  newJobId,
  readJob,
  readJobRequest,
  writeJob,
  writeJobRequest,
} from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import {
  FollowedJob,
  type FollowContext,
  type JobListeners,
  type JobTrouble,
} from './followed-job';
import { queueMember, takeBackMember, type JobMember } from './job-members';
import type { PlaceClient } from './place-client';
import { PlaceConnections } from './place-connections';
import { packageFolders, SharedPackages, type ProgramFile } from './shared-packages';

export interface JobRunnerOptions extends JobListeners {
  /**
   * The places that the user has set up. A job goes to none but these, and with their settings: what the file of a job says
   * of a place may come from anybody.
   */
  ownPlaces: () => Promise<readonly Place[]>;
  /** `signal` ends the requests of the client. */
  connect: (place: Place, signal: AbortSignal) => PlaceClient;
  /** The files of the program that nodes run. */
  listProgram: () => Promise<readonly ProgramFile[]>;
  /** Throws a WorkbenchError where files of jobs and of these runs must not be written; asked before any is. */
  assertWritable: (project: ProjectFolder, runIds: readonly string[]) => Promise<void>;
  /** Milliseconds between two looks at a job. Default: 3 s. */
  everyMs?: number;
  /** The least time between two checkpoints that come back before a run ends. Default: 60 s. */
  checkpointEverySeconds?: number;
}

/** How the runs of a job train; left out: one after the other. */
export type JobTraining = Partial<Pick<Job, 'together'>>;

const defaultEveryMs = 3000;
const leaveWithinMs = 5000;

/**
 * Sends runs to places and follows their jobs, those of earlier starts of the program included. Nothing of it is needed
 * for a job to go on: after a crash, or on another computer, `follow` finds it by the project's files.
 *
 *     const jobs = new JobRunner({ ownPlaces, connect, listProgram, assertWritable });
 *     const job = await jobs.send(project, place, [{ spec, name, modelId: null }]);
 *     const { status } = await jobs.whenOver(project, job.id);
 *     await jobs.close();
 */
export class JobRunner {
  readonly #context: FollowContext;
  /** By project and id, each until it is over. */
  readonly #followed = new Map<string, FollowedJob>();
  /** Why jobs are not followed any more that are not over, by project and id. */
  readonly #givenUp = new Map<string, JobTrouble>();
  readonly #closing = new AbortController();
  /** Ends what is on its way to or from places, and what is prepared for them. */
  readonly #ending = new AbortController();

  constructor(options: JobRunnerOptions) {
    const { ownPlaces, connect, listProgram, assertWritable } = options;
    const { everyMs = defaultEveryMs, checkpointEverySeconds = 60 } = options;
    const { signal } = this.#ending;
    this.#context = {
      ...{ listeners: options, assertWritable, everyMs, checkpointEverySeconds },
      connections: new PlaceConnections({ ownPlaces, connect, signal, gatherMs: everyMs / 20 }),
      shared: new SharedPackages(listProgram, signal),
      closing: this.#closing.signal,
      ending: signal,
    };
    void removeTemporaryFolders(Object.values(packageFolders));
  }

  /**
   * Makes the runs and their job, and begins to follow it. Returns the job, its runs in the order of the members. Throws
   * `unavailable` where they cannot be written.
   */
  async send(
    project: ProjectFolder,
    place: Place,
    members: readonly [JobMember, ...JobMember[]],
    { together = false }: JobTraining = {},
  ): Promise<Job> {
    const { assertWritable, listeners } = this.#context;
    await assertWritable(
      project,
      members.flatMap((member) => ('again' in member ? [member.again.id] : [])),
    );
    const id = newJobId(new Date());
    const runIds: string[] = [];
    const job: Job = {
      ...{ version: formatVersion, id, place, runIds, created: new Date().toISOString() },
      ...{ together, status: 'sending', failure: null, isToEnd: false, attempts: [] },
    };
    const queued: { member: JobMember; run: TrainedRun }[] = [];
    try {
      for (const member of members) {
        const run = await queueMember(project, member, { id, place: place.name });
        queued.push({ member, run });
        runIds.push(run.id);
        listeners.onRun?.(project, run);
      }
      await writeJob(project, job);
    } catch (error) {
      const failure = messageOf(error);
      for (const one of queued)
        await takeBackMember(project, { ...one, failure }).then(
          (run) => listeners.onRun?.(project, run),
          () => undefined,
        );
      throw error;
    }
    listeners.onJob?.(project, job);
    this.#follow(project, id, place);
    return job;
  }

  /** Follows the jobs of a project that are not over. To be called when it is opened. */
  async follow(project: ProjectFolder): Promise<void> {
    for (const job of (await listJobs(project)).items)
      if (!isJobOver(job)) this.#follow(project, job.id, job.place);
  }

  /** Follows a job to its end, where this does not do it already. */
  followOne(project: ProjectFolder, jobId: string): void {
    this.#follow(project, jobId, null);
  }

  #follow(project: ProjectFolder, jobId: string, place: Place | null): void {
    const key = keyOf(project, jobId);
    if (this.#followed.has(key) || this.#closing.signal.aborted) return;
    this.#givenUp.delete(key);
    const job = new FollowedJob(this.#context, project, jobId, place);
    this.#followed.set(key, job);
    void job.over.then(() => {
      this.#followed.delete(key);
      if (job.isGivenUp && job.trouble) this.#givenUp.set(key, job.trouble);
    });
  }

  /** Why a job cannot be followed at the moment; null where it can, or nothing was tried. */
  troubleOf(project: ProjectFolder, jobId: string): JobTrouble | null {
    const key = keyOf(project, jobId);
    return this.#followed.get(key)?.trouble ?? this.#givenUp.get(key) ?? null;
  }

  /** How many jobs at a place are not over, of those that this process follows. */
  countAt(place: Place): number {
    return [...this.#followed.values()].filter((one) => one.place && isSamePlace(one.place, place))
      .length;
  }

  /**
   * Asks a job to do something; whichever program follows it hands that over with its next look. Throws `conflict` where it
   * is over, or is to be told something else before its checkpoint.
   */
  async request(project: ProjectFolder, jobId: string, request: JobRequest): Promise<Job> {
    const job = await readJob(project, jobId);
    if (isJobOver(job))
      throw new WorkbenchError('conflict', `The job '${jobId}' is over: nothing of it runs.`);
    const pending = request === 'checkpoint' ? await readJobRequest(project, jobId) : null;
    if (pending !== null && pending !== 'checkpoint')
      throw new WorkbenchError(
        'conflict',
        `The job '${jobId}' was not told yet to ${pending}: ask for its checkpoint after that.`,
      );
    await this.#context.assertWritable(project, []);
    await writeJobRequest(project, jobId, request);
    this.followOne(project, jobId);
    return job;
  }

  /** Waits until what was asked of a job is handed over, or nobody follows it any more. */
  async whenTaken(project: ProjectFolder, jobId: string): Promise<void> {
    const isFollowed = (): boolean => this.#followed.has(keyOf(project, jobId));
    const { everyMs, closing } = this.#context;
    while (!closing.aborted && isFollowed() && (await readJobRequest(project, jobId)) !== null)
      await sleep(everyMs, undefined, { signal: closing }).catch(() => undefined);
  }

  /** Waits until the job is over, or this is closed; returns it as it is then. */
  async whenOver(project: ProjectFolder, jobId: string): Promise<Job> {
    await this.#followed.get(keyOf(project, jobId))?.over;
    return readJob(project, jobId);
  }

  /**
   * Follows no job any more. They go on at their places. What is on its way to or from a place, or is prepared for one, gets so
   * many milliseconds, and is sent or brought back the next time after that.
   */
  async close(withinMs = leaveWithinMs): Promise<void> {
    this.#closing.abort();
    const timer = setTimeout(() => this.#ending.abort(), withinMs);
    await Promise.all([...this.#followed.values()].map(({ over }) => over));
    clearTimeout(timer);
    await this.#context.shared.close();
  }
}

function keyOf({ directory }: ProjectFolder, jobId: string): string {
  return `${directory}\n${jobId}`;
}
