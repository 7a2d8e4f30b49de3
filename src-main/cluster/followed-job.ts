import { setTimeout as sleep } from 'node:timers/promises';
import type { FileLock } from '#files/lock';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { isJobOver, type Job } from '#spec/job';
import { describePlace, type Place } from '#spec/place';
import type { TrainedRun } from '#spec/run';
import { lockJob, readJob, readJobRequest } from '#storage/jobs';
import type { ProjectFolder } from '#storage/projects';
import type { RunNews } from './apply-part';
import { giveUpJob } from './end-job';
import { followJob } from './follow-job';
import type { PlaceConnections } from './place-connections';
import type { SharedPackages } from './shared-packages';

/** Who is told what has changed, after it is on the disk. */
export interface JobListeners {
  /** `news`: what has come with it. */
  onRun?: (project: ProjectFolder, run: TrainedRun, news?: RunNews) => void;
  onJob?: (project: ProjectFolder, job: Job) => void;
  /** Why a job cannot be followed, once for each reason; null once it can again. */
  onTrouble?: (project: ProjectFolder, job: Job, message: string | null) => void;
}

/** What all jobs that a program follows have in common. */
export interface FollowContext {
  listeners: JobListeners;
  connections: PlaceConnections;
  shared: SharedPackages;
  /** See `JobRunnerOptions`. */
  assertWritable: (project: ProjectFolder, runIds: readonly string[]) => Promise<void>;
  everyMs: number;
  checkpointEverySeconds: number;
  /** Aborted where no job is followed any more, and after that where nothing is waited for. */
  closing: AbortSignal;
  ending: AbortSignal;
}

/** Why a job cannot be followed, and since when, in milliseconds since the epoch. */
export interface JobTrouble {
  message: string;
  since: number;
}

/** A place that cannot be reached is asked less and less often, up to this. */
const longestWaitMs = 60_000;

/** A job that this program follows, with one look after the other, until it is over or can be followed no more. */
export class FollowedJob {
  readonly #context: FollowContext;
  readonly #project: ProjectFolder;
  readonly #id: string;
  /** Never rejects. */
  readonly over: Promise<void>;
  /** Null until it is read. */
  place: Place | null;
  trouble: JobTrouble | null = null;
  /** Whether it is not over, and yet there is nothing to wait for. */
  isGivenUp = false;

  constructor(context: FollowContext, project: ProjectFolder, id: string, place: Place | null) {
    this.#context = context;
    this.#project = project;
    this.#id = id;
    this.place = place;
    this.over = this.#follow();
  }

  async #follow(): Promise<void> {
    const { everyMs, closing, listeners } = this.#context;
    let failures = 0;
    let seen: string | null = null;
    let lock: FileLock | null = null;
    try {
      while (!closing.aborted) {
        try {
          let before = await this.#read();
          if (!lock) {
            // Another program that follows it may end, and may have changed it until then.
            lock = await this.#lock();
            if (lock) before = await this.#read();
          }
          this.place = before.place;
          seen ??= JSON.stringify(before);
          let wait: string | null = null;
          const job = lock ? await this.#look(before, (message) => void (wait = message)) : before;
          failures = 0;
          await this.#setTrouble(wait);
          if (JSON.stringify(job) !== seen) listeners.onJob?.(this.#project, job);
          seen = JSON.stringify(job);
          if (isJobOver(job)) return;
        } catch (error) {
          // It may have been cut off, which says nothing of the place.
          if (closing.aborted) return;
          failures += 1;
          await this.#setTrouble(messageOf(error));
          if (this.isGivenUp) return;
        }
        const wait = Math.min(everyMs * 2 ** failures, Math.max(everyMs, longestWaitMs));
        // All jobs at the same time, so that their place is asked once.
        await this.#wait(wait - (Date.now() % everyMs));
      }
    } finally {
      await lock?.release().catch(() => undefined);
    }
  }

  /** A file that is missing or has no meaning stays so until somebody mends it. */
  async #read(): Promise<Job> {
    try {
      return await readJob(this.#project, this.#id);
    } catch (error) {
      this.isGivenUp = isOfKind(error, 'notFound', 'validation');
      throw error;
    }
  }

  /** Null where another program follows it. Throws first where its lock must not be written. */
  async #lock(): Promise<FileLock | null> {
    await this.#context.assertWritable(this.#project, []);
    return lockJob(this.#project, this.#id);
  }

  /** Ends early where this is closed. */
  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#context.closing }).catch(() => undefined);
  }

  /** The job as it is after the look. */
  async #look(job: Job, onWait: (message: string) => void): Promise<Job> {
    const project = this.#project;
    const { connections, shared, listeners, checkpointEverySeconds, ending } = this.#context;
    await this.#context.assertWritable(project, job.runIds);
    const onRun = (run: TrainedRun, news?: RunNews): void => listeners.onRun?.(project, run, news);
    const connection = await connections.find(job.place);
    if (!connection) {
      // Else nobody could end it who has the place no more.
      if ((await readJobRequest(project, job.id)) === 'cancel')
        return giveUpJob({ project, onRun }, job);
      this.isGivenUp = true;
      throw notAmongOwn(job);
    }
    const { client, states } = connection;
    return followJob(
      {
        ...{ project, client, shared, onRun, onWait, checkpointEverySeconds },
        stateOf: (handle) => states.stateOf(handle),
        signal: ending,
      },
      job,
    );
  }

  async #setTrouble(message: string | null): Promise<void> {
    if ((this.trouble?.message ?? null) === message) return;
    const since = this.trouble?.since ?? Date.now();
    this.trouble = message === null ? null : { message, since };
    const job = await readJob(this.#project, this.#id).catch(() => null);
    if (job) this.#context.listeners.onTrouble?.(this.#project, job, message);
  }
}

function notAmongOwn({ id, place }: Job): WorkbenchError {
  return new WorkbenchError(
    'notFound',
    `The job '${id}' is at ${describePlace(place)}, which is none of your places: add it (\`places add\`), and the job can be followed; or give it up (\`jobs cancel\`).`,
  );
}
