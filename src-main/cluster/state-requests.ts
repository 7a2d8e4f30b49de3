import { isOfKind } from '#spec/errors';
import type { JobHandle, JobState, PlaceClient } from './place-client';

interface Waiting {
  job: JobHandle;
  resolve: (state: JobState | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks a place once for the states of all jobs that are looked at within a moment: a place has hundreds of jobs of one
 * study, and each request is a connection or a command there.
 *
 *     const requests = new StateRequests(client, 100);
 *     const states = await Promise.all(jobs.map((job) => requests.stateOf(job))); // one request
 */
export class StateRequests {
  readonly #client: Pick<PlaceClient, 'states'>;
  readonly #gatherMs: number;
  #waiting: Waiting[] = [];

  constructor(client: Pick<PlaceClient, 'states'>, gatherMs: number) {
    this.#client = client;
    this.#gatherMs = gatherMs;
  }

  /** Throws as `states` of the place. */
  stateOf(job: JobHandle): Promise<JobState | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => void this.#ask(), this.#gatherMs);
      this.#waiting.push({ job, resolve, reject });
    });
  }

  async #ask(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    try {
      const states = await this.#client.states(asked.map(({ job }) => job));
      asked.forEach(({ resolve }, index) => resolve(states[index]));
    } catch (error) {
      // Of one whose handle somebody has spoilt, the others know nothing.
      if (asked.length === 1) asked[0]?.reject(error);
      else if (isOfOne(error)) for (const one of asked) await this.#askAlone(one);
      else for (const { reject } of asked) reject(error);
    }
  }

  async #askAlone({ job, resolve, reject }: Waiting): Promise<void> {
    await this.#client.states([job]).then(([state]) => resolve(state), reject);
  }
}

function isOfOne(error: unknown): boolean {
  return isOfKind(error, 'validation');
}
