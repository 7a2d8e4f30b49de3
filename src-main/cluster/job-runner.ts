import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { isJobOver, type Job, type JobRequest } from '#spec/job';
import { describePlace, isSamePlace, type Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import {
  listJobs,
  lockJob,
  newJobId,
  readJob,
  readJobRequest,
  writeJob,
  writeJobRequest,
} from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import type { RunNews } from './apply-part';
import { followJob, giveUpJob } from './follow-job';
import { queueMember, type JobMember } from './job-members';
import type { JobHandle, PlaceClient } from './place-client';
import { SharedPackages, type ProgramFile } from './shared-packages';
import { StateRequests } from './state-requests';

export interface JobRunnerOptions {
  /**
   * The places that the user has set up. A job goes to none but these, and with their settings: what the file of a job says
   * of a place may come from anybody.
   */
  ownPlaces: () => Promise<readonly Place[]>;
  /** `signal` ends the requests of the client. */
  connect: (place: Place, signal: AbortSignal) => PlaceClient;
  /** The files of the program that nodes run. */
  listProgram: () => Promise<readonly ProgramFile[]>;
  /** Is told what has changed, after it is on the disk; `news`: what has come with it. */
  onRun?: (project: ProjectFolder, run: TrainedRun, news?: RunNews) => void;
  onJob?: (project: ProjectFolder, job: Job) => void;
  /** Is told why a job cannot be followed, once for each reason; null once it can again. */
  onTrouble?: (project: ProjectFolder, job: Job, message: string | null) => void;
  /** Throws a WorkbenchError where the folders of the job's runs must not be written, before each look. */
  assertWritable?: (project: ProjectFolder, job: Job) => Promise<void>;
  /** Milliseconds between two looks at a job. Default: 3 s. */
  everyMs?: number;
  /** The least time between two checkpoints that come back before a run ends. Default: 60 s. */
  checkpointEverySeconds?: number;
}

/** How the runs of a job train; left out: one after the other. */
export type JobTraining = Partial<Pick<Job, 'atOnce' | 'together'>>;

/** A job that this process follows. */
interface Followed {
  over: Promise<void>;
  /** Null until it is read. */
  place: Place | null;
  trouble: string | null;
}

const defaultEveryMs = 3000;
/** A place that cannot be reached is asked less and less often, up to this. */
const longestWaitMs = 60_000;
const leaveWithinMs = 5000;

/**
 * Sends runs to places and follows their jobs, those of earlier starts of the program included. Nothing of it is needed
 * for a job to go on: after a crash, or on another computer, `follow` finds it by the project's files.
 *
 *     const jobs = new JobRunner({ connect, listProgram });
 *     const job = await jobs.send(project, place, [{ spec, name, modelId: null }]);
 *     const { status } = await jobs.whenOver(project, job.id);
 *     await jobs.close();
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  /** By project and id, each until it is over. */
  readonly #followed = new Map<string, Followed>();
  /** Why jobs are not followed any more that are not over, by project and id. */
  readonly #givenUp = new Map<string, string>();
  readonly #closing = new AbortController();
  /** Ends what is on its way to or from places. */
  readonly #ending = new AbortController();
  /** By the place: jobs of one place share its connection, and what is asked at the same time. */
  readonly #clients = new Map<string, { client: PlaceClient; states: StateRequests }>();

  readonly #shared: SharedPackages;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#shared = new SharedPackages(options.listProgram);
  }

  /**
   * Makes the runs and their job, and begins to follow it. Returns the job, its runs in the order of the members. Throws
   * `unavailable` where they cannot be written.
   */
  async send(
    project: ProjectFolder,
    place: Place,
    members: readonly [JobMember, ...JobMember[]],
    { atOnce = 1, together = false }: JobTraining = {},
  ): Promise<Job> {
    const id = newJobId(new Date());
    const runIds: string[] = [];
    for (const member of members) {
      const run = await queueMember(project, member, { id, place: place.name });
      runIds.push(run.id);
      this.#options.onRun?.(project, run);
    }
    const job: Job = {
      ...{ version: formatVersion, id, place, runIds, created: new Date().toISOString() },
      ...{ atOnce, together, status: 'sending', failure: null, isToEnd: false, attempts: [] },
    };
    await writeJob(project, job);
    this.#options.onJob?.(project, job);
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
    const followed: Followed = { over: Promise.resolve(), place, trouble: null };
    this.#followed.set(key, followed);
    followed.over = this.#followToEnd(project, jobId, followed).finally(() =>
      this.#followed.delete(key),
    );
  }

  /** Why a job cannot be followed at the moment; null where it can, or nothing was tried. */
  troubleOf(project: ProjectFolder, jobId: string): string | null {
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
    await writeJobRequest(project, jobId, request);
    this.followOne(project, jobId);
    return job;
  }

  /** Waits until what was asked of a job is handed over, or nobody follows it any more. */
  async whenTaken(project: ProjectFolder, jobId: string): Promise<void> {
    const isFollowed = (): boolean => this.#followed.has(keyOf(project, jobId));
    while (
      !this.#closing.signal.aborted &&
      isFollowed() &&
      (await readJobRequest(project, jobId)) !== null
    )
      await this.#wait(this.#options.everyMs ?? defaultEveryMs);
  }

  /** Waits until the job is over, or this is closed; returns it as it is then. */
  async whenOver(project: ProjectFolder, jobId: string): Promise<Job> {
    await this.#followed.get(keyOf(project, jobId))?.over;
    return readJob(project, jobId);
  }

  /**
   * Follows no job any more. They go on at their places. What is on its way to or from a place gets so many milliseconds, and is
   * sent or brought back the next time after that.
   */
  async close(withinMs = leaveWithinMs): Promise<void> {
    this.#closing.abort();
    const timer = setTimeout(() => this.#ending.abort(), withinMs);
    await Promise.all([...this.#followed.values()].map(({ over }) => over));
    clearTimeout(timer);
    await this.#shared.close();
  }

  /** Never rejects. */
  async #followToEnd(project: ProjectFolder, jobId: string, followed: Followed): Promise<void> {
    const { everyMs = defaultEveryMs, onJob } = this.#options;
    let failures = 0;
    let seen: string | null = null;
    let lock: Awaited<ReturnType<typeof lockJob>> = null;
    try {
      while (!this.#closing.signal.aborted) {
        try {
          // Another program that follows it may end.
          lock ??= await lockJob(project, jobId);
          const before = await readJob(project, jobId);
          followed.place = before.place;
          seen ??= JSON.stringify(before);
          let trouble: string | null = null;
          const onWait = (message: string): void => void (trouble = message);
          const job = lock ? await this.#look(project, before, onWait) : before;
          failures = 0;
          await this.#setTrouble(project, jobId, followed, trouble);
          if (JSON.stringify(job) !== seen) onJob?.(project, job);
          seen = JSON.stringify(job);
          if (isJobOver(job)) return;
        } catch (error) {
          // It may have been cut off, which says nothing of the place.
          if (this.#closing.signal.aborted) return;
          failures += 1;
          await this.#setTrouble(project, jobId, followed, messageOf(error));
          // Nothing to wait for.
          if (error instanceof WorkbenchError && error.kind === 'notFound') {
            this.#givenUp.set(keyOf(project, jobId), error.message);
            return;
          }
        }
        const wait = Math.min(everyMs * 2 ** failures, Math.max(everyMs, longestWaitMs));
        // All jobs at the same time, so that their place is asked once.
        await this.#wait(wait - (Date.now() % everyMs));
      }
    } finally {
      await lock?.release();
    }
  }

  /** Ends early where this is closed. */
  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** The job as it is after the look. */
  async #look(project: ProjectFolder, job: Job, onWait: (message: string) => void): Promise<Job> {
    const { onRun, assertWritable, checkpointEverySeconds = 60 } = this.#options;
    await assertWritable?.(project, job);
    const own = await this.#findOwn(job);
    // Else nobody could end it who has the place no more.
    if (!own && (await readJobRequest(project, job.id)) === 'cancel')
      return giveUpJob({ project, onRun: (run, news) => onRun?.(project, run, news) }, job);
    if (!own) throw notAmongOwn(job);
    const { client, states } = this.#connectionTo(own);
    const context = {
      project,
      client,
      stateOf: (handle: JobHandle) => states.stateOf(handle),
      shared: this.#shared,
      onRun: (run: TrainedRun, news?: RunNews) => onRun?.(project, run, news),
      onWait,
      checkpointEverySeconds,
    };
    return followJob(context, job);
  }

  /** The place of the job as the user has set it up. */
  async #findOwn({ place }: Job): Promise<Place | undefined> {
    return (await this.#options.ownPlaces()).find((other) => isSamePlace(other, place));
  }

  #connectionTo(place: Place): { client: PlaceClient; states: StateRequests } {
    const key = JSON.stringify(place);
    const known = this.#clients.get(key);
    if (known) return known;
    const client = this.#options.connect(place, this.#ending.signal);
    const gatherMs = (this.#options.everyMs ?? defaultEveryMs) / 20;
    const connection = { client, states: new StateRequests(client, gatherMs) };
    this.#clients.set(key, connection);
    return connection;
  }

  async #setTrouble(
    project: ProjectFolder,
    jobId: string,
    followed: Followed,
    trouble: string | null,
  ): Promise<void> {
    if (followed.trouble === trouble) return;
    followed.trouble = trouble;
    const job = await readJob(project, jobId).catch(() => null);
    if (job) this.#options.onTrouble?.(project, job, trouble);
  }
}

function notAmongOwn({ id, place }: Job): WorkbenchError {
  return new WorkbenchError(
    'notFound',
    `The job '${id}' is at ${describePlace(place)}, which is none of your places: add it (\`places add\`), and the job can be followed; or give it up (\`jobs cancel\`).`,
  );
}

function keyOf({ directory }: ProjectFolder, jobId: string): string {
  return `${directory}\n${jobId}`;
}
