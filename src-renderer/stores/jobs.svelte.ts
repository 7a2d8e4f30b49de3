import { SvelteMap } from 'svelte/reactivity';
import type { JobView } from '#api/types';
import { isJobOver, type Job, type JobRequest } from '#spec/job';
import { isElsewhere, isEnded, type Run } from '#spec/run';
import { isAnswered } from './job-requests';
import { session } from './session.svelte';

/** A job as the window knows it. */
export type JobState = Omit<JobView, 'request'>;

/** The jobs of the open project: runs that were sent to other places. */
export class Jobs {
  byId = new SvelteMap<string, JobState>();
  /** By job, what was asked of it and has not come to pass. */
  readonly #asked = new SvelteMap<string, JobRequest>();
  #projectId: string | null = null;

  constructor() {
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id) this.byId.clear();
      this.#asked.clear();
      this.#projectId = id;
      void session.attempt(() => this.load());
    });
    session.on('job.changed', ({ job, trouble, troubleSince }) =>
      this.#put({ job, trouble, troubleSince }),
    );
    session.on('run.changed', ({ run }) => this.#settle(run));
  }

  async load(): Promise<void> {
    const list = await session.callInProject('jobs.list', {});
    for (const { request, ...view } of list) {
      const { id } = view.job;
      // What was asked before this window was opened.
      if (request && request !== 'checkpoint' && !this.#asked.has(id)) this.#asked.set(id, request);
      this.#put(view);
    }
  }

  /** The job that trains a run, or has trained it last; null where this computer has, or the job is not known. */
  of({ job }: Pick<Run, 'job'>): JobState | null {
    return job ? (this.byId.get(job.id) ?? null) : null;
  }

  /** Every job that a run was in, from the first to the last. */
  allOf({ id }: Pick<Run, 'id'>): Job[] {
    return [...this.byId.values()]
      .map(({ job }) => job)
      .filter(({ runIds }) => runIds.includes(id))
      .sort((one, other) => one.created.localeCompare(other.created));
  }

  /** What was asked of the job of a run and has not come to pass; null where nothing was. */
  askedOf(run: Pick<Run, 'job' | 'status'>): JobRequest | null {
    const asked = run.job && isElsewhere(run) ? this.#asked.get(run.job.id) : undefined;
    return asked && !isAnswered(asked, run.status) ? asked : null;
  }

  /** Sends something that a run of a job is asked, and shows at once that it was. Throws WorkbenchError. */
  async ask(
    run: Pick<Run, 'job' | 'status'>,
    request: JobRequest,
    send: () => Promise<unknown>,
  ): Promise<void> {
    const id = isElsewhere(run) ? run.job?.id : undefined;
    if (id !== undefined) this.#asked.set(id, request);
    try {
      await send();
    } catch (error) {
      if (id !== undefined) this.#asked.delete(id);
      throw error;
    }
  }

  /** Asks the job of a run for what runs elsewhere alone can be asked for. */
  request(run: Run, request: 'cancel' | 'checkpoint'): void {
    const { job } = run;
    if (!job) return;
    const send = (): Promise<unknown> =>
      session.callInProject('jobs.request', { jobId: job.id, request });
    void session.attempt(async () => {
      if (request === 'cancel') return this.ask(run, request, send);
      await send();
      session.notify(
        `${job.place} is asked for the last checkpoint, which comes into the list of checkpoints.`,
        'info',
      );
    });
  }

  #put(state: JobState): void {
    const { id } = state.job;
    this.byId.set(id, state);
    if (isJobOver(state.job)) this.#asked.delete(id);
  }

  #settle(run: Run): void {
    if (!run.job) return;
    const asked = this.#asked.get(run.job.id);
    if (asked && (isEnded(run.status) || isAnswered(asked, run.status)))
      this.#asked.delete(run.job.id);
  }
}

export const jobs = new Jobs();
