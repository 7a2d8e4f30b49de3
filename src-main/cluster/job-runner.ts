import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion, type Experiment } from '#spec/experiment';
import { isJobOver, type Job, type JobRequest } from '#spec/job';
import { describePlace, type Place } from '#spec/place';
import type { StudyPlace, TrainedRun } from '#spec/run';
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
import { createRun, writeRun } from '#storage/runs';
import { followJob } from './follow-job';
import type { PlaceClient } from './place-client';
import type { ProgramFile } from './write-bundle';

export interface JobRunnerOptions {
  /**
   * The places that the user has set up. A job goes to none but these, and with their settings: what the file of a job says
   * of a place may come from anybody.
   */
  ownPlaces: () => Promise<readonly Place[]>;
  connect: (place: Place) => PlaceClient;
  /** The files of the program that nodes run. */
  listProgram: () => Promise<readonly ProgramFile[]>;
  /** Is told what has changed, after it is on the disk. */
  onRun?: (project: ProjectFolder, run: TrainedRun) => void;
  onJob?: (project: ProjectFolder, job: Job) => void;
  /** Is told why a place cannot be reached, at the first of several failures. */
  onTrouble?: (project: ProjectFolder, job: Job, message: string) => void;
  /** Milliseconds between two looks at a job. Default: 3 s. */
  everyMs?: number;
  /** The least time between two checkpoints that come back before a run ends. Default: 60 s. */
  checkpointEverySeconds?: number;
}

export interface RunToSend {
  /** Validated, with the method, seed and steps of the run. */
  spec: Experiment;
  name: string;
  modelId: string | null;
  study?: StudyPlace | null;
}

const defaultEveryMs = 3000;
/** A place that cannot be reached is asked less and less often, up to this. */
const longestWaitMs = 60_000;

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
  /** The jobs that this process follows, by project and id, each until it is over. */
  readonly #followed = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  /** By the place: jobs of one place share its connection. */
  readonly #clients = new Map<string, PlaceClient>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Makes the runs and their job, and begins to follow it. Throws `unavailable` where they cannot be written. */
  async send(
    project: ProjectFolder,
    place: Place,
    [first, ...others]: readonly [RunToSend, ...RunToSend[]],
  ): Promise<Job> {
    const id = newJobId(new Date());
    const runIds: string[] = [];
    for (const request of [first, ...others]) {
      const run = await createRun(project, { ...request, job: { id, place: place.name } });
      runIds.push(run.id);
      this.#options.onRun?.(project, run);
    }
    return this.#begin(project, { id, place, runIds });
  }

  /**
   * Sends a run that has ended, to go on from its last checkpoint with the settings that `run` has. The caller owns the
   * run.
   */
  async sendAgain(project: ProjectFolder, place: Place, run: TrainedRun): Promise<Job> {
    const id = newJobId(new Date());
    const queued: TrainedRun = {
      ...run,
      ...{ status: 'queued', pid: null, ended: null, failure: null, failedStep: null },
      job: { id, place: place.name },
    };
    await writeRun(project, queued);
    this.#options.onRun?.(project, queued);
    return this.#begin(project, { id, place, runIds: [run.id] });
  }

  async #begin(
    project: ProjectFolder,
    { id, place, runIds }: Pick<Job, 'id' | 'place' | 'runIds'>,
  ): Promise<Job> {
    const job: Job = {
      ...{ version: formatVersion, id, place, runIds, created: new Date().toISOString() },
      ...{ status: 'sending', failure: null, isToEnd: false, attempts: [] },
    };
    await writeJob(project, job);
    this.followOne(project, id);
    return job;
  }

  /** Follows the jobs of a project that are not over. To be called when it is opened. */
  async follow(project: ProjectFolder): Promise<void> {
    for (const job of (await listJobs(project)).items)
      if (!isJobOver(job)) this.followOne(project, job.id);
  }

  /** Follows a job to its end, where this does not do it already. */
  followOne(project: ProjectFolder, jobId: string): void {
    const key = keyOf(project, jobId);
    if (this.#followed.has(key) || this.#closing.signal.aborted) return;
    const following = this.#followToEnd(project, jobId).finally(() => this.#followed.delete(key));
    this.#followed.set(key, following);
  }

  /**
   * Asks a job to do something; whichever program follows it hands that over with its next look. Throws `conflict` where it
   * is over.
   */
  async request(project: ProjectFolder, jobId: string, request: JobRequest): Promise<Job> {
    const job = await readJob(project, jobId);
    if (isJobOver(job))
      throw new WorkbenchError('conflict', `The job '${jobId}' is over: nothing of it runs.`);
    await writeJobRequest(project, jobId, request);
    this.followOne(project, jobId);
    return job;
  }

  /** Waits until what was asked of a job is handed over, or nobody follows it any more. */
  async whenTaken(project: ProjectFolder, jobId: string): Promise<void> {
    const isFollowed = (): boolean => this.#followed.has(keyOf(project, jobId));
    while (isFollowed() && (await readJobRequest(project, jobId)) !== null)
      await this.#wait(this.#options.everyMs ?? defaultEveryMs);
  }

  /** Waits until the job is over, or this is closed; returns it as it is then. */
  async whenOver(project: ProjectFolder, jobId: string): Promise<Job> {
    await this.#followed.get(keyOf(project, jobId));
    return readJob(project, jobId);
  }

  /** Follows no job any more. They go on at their places. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#followed.values());
  }

  /** Never rejects. */
  async #followToEnd(project: ProjectFolder, jobId: string): Promise<void> {
    const { everyMs = defaultEveryMs } = this.#options;
    let failures = 0;
    let lock: Awaited<ReturnType<typeof lockJob>> = null;
    try {
      while (!this.#closing.signal.aborted) {
        try {
          // Another program that follows it may end.
          lock ??= await lockJob(project, jobId);
          if (isJobOver(lock ? await this.#look(project, jobId) : await readJob(project, jobId)))
            return;
          failures = 0;
        } catch (error) {
          // Nothing to wait for.
          const isFinal = error instanceof WorkbenchError && error.kind === 'notFound';
          failures += 1;
          if (failures === 1 || isFinal) await this.#tellTrouble(project, jobId, messageOf(error));
          if (isFinal) return;
        }
        const wait = Math.min(everyMs * 2 ** failures, Math.max(everyMs, longestWaitMs));
        await this.#wait(wait);
      }
    } finally {
      await lock?.release();
    }
  }

  /** Ends early where this is closed. */
  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  async #look(project: ProjectFolder, jobId: string): Promise<Job> {
    const { listProgram, onRun, onJob, checkpointEverySeconds = 60 } = this.#options;
    const before = await readJob(project, jobId);
    const context = {
      project,
      client: this.#clientOf(await this.#findOwn(before)),
      listProgram,
      onRun: (run: TrainedRun) => onRun?.(project, run),
      checkpointEverySeconds,
    };
    const after = await followJob(context, before);
    if (JSON.stringify(after) !== JSON.stringify(before)) onJob?.(project, after);
    return after;
  }

  /** Throws `notFound` where the user has not set up the place of the job. */
  async #findOwn({ id, place }: Job): Promise<Place> {
    const own = (await this.#options.ownPlaces()).find((other) => isSamePlace(other, place));
    if (own) return own;
    throw new WorkbenchError(
      'notFound',
      `The job '${id}' is at ${describePlace(place)}, which is none of your places: add it (\`places add\`), and the job can be followed.`,
    );
  }

  #clientOf(place: Place): PlaceClient {
    const key = JSON.stringify(place);
    const client = this.#clients.get(key) ?? this.#options.connect(place);
    this.#clients.set(key, client);
    return client;
  }

  async #tellTrouble(project: ProjectFolder, jobId: string, message: string): Promise<void> {
    const job = await readJob(project, jobId).catch(() => null);
    if (job) this.#options.onTrouble?.(project, job, message);
  }
}

/** Whether the same jobs are there, whatever else the user has set. */
function isSamePlace(own: Place, other: Place): boolean {
  if (own.kind === 'ray') return other.kind === 'ray' && own.address === other.address;
  return other.kind === 'slurm' && own.host === other.host && own.folder === other.folder;
}

function keyOf({ directory }: ProjectFolder, jobId: string): string {
  return `${directory}\n${jobId}`;
}
