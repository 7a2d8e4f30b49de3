import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { CommandInput } from '#api/commands';
import type { RunProgress } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import { isEnded, type Run } from '#spec/run';
import { session } from './session.svelte';
import { needsHelp } from './status';
import { SteadyValues } from './steady-value';

export type StartRequest = Omit<CommandInput<'runs.start'>, 'projectId'>;
export type ResumeOptions = Omit<CommandInput<'runs.resume'>, 'projectId' | 'runId'>;
export type RunChanges = Omit<CommandInput<'runs.update'>, 'projectId' | 'runId'>;

/** Loading and evaluating take moments in most runs: only what lasts longer is shown. */
const activityTimes = { showAfterMs: 500, stayMs: 1000 };

/** The runs of the open project, updated by events. */
export class Runs {
  byId = new SvelteMap<string, Run>();
  /** What runs do while they make no steps. */
  activities = new SvelteMap<string, RunProgress>();
  /**
   * Ended runs whose folder is no longer in the project. They stay in the list with the sentence that
   * says so, but there are no curves, log and checkpoints to read.
   */
  gone = new SvelteSet<string>();
  isLoaded = $state(false);
  /** The run whose details are shown. */
  selectedId = $state<string | null>(null);

  /** Newest first. */
  list = $derived([...this.byId.values()].sort((a, b) => b.created.localeCompare(a.created)));
  active = $derived(this.list.filter((run) => !isEnded(run.status)));
  selected = $derived(this.selectedId === null ? null : (this.byId.get(this.selectedId) ?? null));

  readonly #steadyActivities = new SteadyValues<RunProgress>((runId, progress) => {
    if (progress) this.activities.set(runId, progress);
    else this.activities.delete(runId);
  }, activityTimes);
  #projectId: string | null = null;
  /** By run, how this window has resumed it last. */
  readonly #resumeOptions = new SvelteMap<string, ResumeOptions>();
  /** The changes that arrive while the list is loaded, which may be older; null while it is not. */
  #replay: (() => void)[] | null = null;

  constructor() {
    session.onProjectOpened((project) => {
      if (this.#projectId !== project.id) this.gone.clear();
      this.#projectId = project.id;
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('run.changed', ({ run }) => this.#receive(run));
    session.on('run.deleted', ({ runId }) => this.#remove(runId));
    session.on('run.progress', ({ runId, progress }) =>
      this.#steadyActivities.set(runId, progress),
    );
    session.on('run.resumeFailed', ({ runId, message, isOtherData }) =>
      session.notify(message, 'error', isOtherData ? this.#resumeAnyway(runId) : undefined),
    );
    session.on('run.wanted', ({ runId }) => this.show(runId));
  }

  async load(): Promise<void> {
    const replay: (() => void)[] = [];
    this.#replay = replay;
    const list = await session.callInProject('runs.list', {});
    if (this.#replay !== replay) return;
    this.#replay = null;
    const gone = this.list.filter(({ id }) => this.gone.has(id));
    this.byId.clear();
    for (const run of [...gone, ...list]) this.byId.set(run.id, run);
    this.#noteGone(list);
    this.#steadyActivities.clearAll();
    for (const repeat of replay) repeat();
    if (this.selectedId === null || !this.byId.has(this.selectedId))
      this.selectedId =
        (this.list.find((run) => run.status === 'running') ?? this.list[0])?.id ?? null;
    this.isLoaded = true;
  }

  /** Selects the run in the Runs view. */
  show(runId: string): void {
    this.selectedId = runId;
    session.show('runs');
  }

  /** Queues a run and selects it. Throws WorkbenchError. */
  async start(request: StartRequest): Promise<Run> {
    const run = await session.callInProject('runs.start', request);
    if (!this.byId.has(run.id)) this.byId.set(run.id, run);
    this.selectedId = run.id;
    return run;
  }

  pause(runId: string): void {
    void session.attempt(() => session.callInProject('runs.pause', { runId }));
  }

  resume(runId: string, options: ResumeOptions = {}): void {
    this.#resumeOptions.set(runId, options);
    void session.attempt(() => session.callInProject('runs.resume', { runId, ...options }));
  }

  stop(runId: string): void {
    void session.attempt(() => session.callInProject('runs.stop', { runId }));
  }

  /** Returns whether the change is saved; an error is shown. */
  async update(runId: string, changes: RunChanges): Promise<boolean> {
    const run = await session.attempt(() =>
      session.callInProject('runs.update', { runId, ...changes }),
    );
    if (run) this.byId.set(run.id, run);
    return run !== null;
  }

  async delete(runId: string): Promise<void> {
    const deleted = await session.attempt(async () => {
      await session.callInProject('runs.delete', { runId }).catch(ignoreNotFound);
      return true;
    });
    if (deleted) this.#remove(runId);
  }

  /** Removes a run from the list whose folder is gone. */
  forget(runId: string): void {
    if (this.gone.has(runId)) this.#remove(runId);
  }

  /** The offer to go on with data that the run was not trained on. */
  #resumeAnyway(runId: string): { label: string; run: () => void } {
    const options = this.#resumeOptions.get(runId);
    return {
      label: 'Resume with the other data',
      run: () => this.resume(runId, { ...options, acceptOtherData: true }),
    };
  }

  #receive(run: Run): void {
    const previous = this.byId.get(run.id);
    this.byId.set(run.id, run);
    this.#replay?.push(() => this.byId.set(run.id, run));
    if (isEnded(run.status)) this.#steadyActivities.clear(run.id);
    if (needsHelp(run) && !(previous && needsHelp(previous))) this.#callForHelp(run);
    if (run.status === 'failed' && previous && !isEnded(previous.status))
      void session.attempt(async () =>
        this.#noteGone(await session.callInProject('runs.list', {})),
      );
  }

  /** Where the run is shown, its message stands beside it already. */
  #callForHelp({ id, name }: Run): void {
    if (session.view === 'runs' && this.selectedId === id) return;
    session.notify(`'${name}' is paused and waits for you to solve a problem.`, 'error', {
      label: 'Show the run',
      run: () => this.show(id),
    });
  }

  /** A run may have failed because its folder, or that of the project, was moved or removed. */
  #noteGone(listed: readonly Run[]): void {
    for (const { id, status } of this.list)
      if (listed.some((run) => run.id === id)) this.gone.delete(id);
      else if (isEnded(status)) this.gone.add(id);
  }

  /** Removes the run from the list; if it was selected, selects the run that takes its place. */
  #remove(runId: string): void {
    const index = this.list.findIndex((run) => run.id === runId);
    this.#replay?.push(() => this.byId.delete(runId));
    this.byId.delete(runId);
    this.gone.delete(runId);
    this.#steadyActivities.clear(runId);
    if (this.selectedId === runId)
      this.selectedId = this.list[Math.min(Math.max(index, 0), this.list.length - 1)]?.id ?? null;
  }
}

/** A run that is not there need not be deleted. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof WorkbenchError) || error.kind !== 'notFound') throw error;
}

export const runs = new Runs();
