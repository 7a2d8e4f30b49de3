import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { CommandInput } from '#api/commands';
import type { RunProgress } from '#api/types';
import { isEnded, type Run } from '#spec/run';
import { FrameBatch } from './frame-batch';
import { jobs } from './jobs.svelte';
import { compareAge, findNeighbour, idsOf } from './run-list';
import { callRun } from './run-title';
import { session } from './session.svelte';
import { SharedParts } from './shared-parts';
import { needsHelp } from './status';
import { SteadyValues } from './steady-value';

export type StartRequest = Omit<CommandInput<'runs.start'>, 'projectId'>;
export type ResumeOptions = Omit<CommandInput<'runs.resume'>, 'projectId' | 'runId'>;
export type RunChanges = Omit<CommandInput<'runs.update'>, 'projectId' | 'runId'>;

/** A run that has changed, null where it was deleted. */
type RunChange = readonly [id: string, run: Run | null];

/** Loading and evaluating take moments in most runs: only what lasts longer is shown. */
const activityTimes = { showAfterMs: 500, stayMs: 1000 };
/** Runs that fail at the same time, as when their disk is gone, are looked for once. */
const lookAfterMs = 300;

/** The runs of the open project, updated by events: all of a frame together. */
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
  list = $derived([...this.byId.values()].sort(compareAge));
  active = $derived(this.list.filter((run) => !isEnded(run.status)));
  selected = $derived(this.selectedId === null ? null : (this.byId.get(this.selectedId) ?? null));

  readonly #steadyActivities = new SteadyValues<RunProgress>((runId, progress) => {
    if (progress) this.activities.set(runId, progress);
    else this.activities.delete(runId);
  }, activityTimes);
  /** Runs that have changed, null where they were deleted. */
  readonly #changes = new FrameBatch<Run | null>((changes) => this.#apply([...changes]));
  readonly #parts = new SharedParts();
  #projectId: string | null = null;
  /** By run, how this window has resumed it last. */
  readonly #resumeOptions = new SvelteMap<string, ResumeOptions>();
  /** The changes that arrive while the list is loaded, which may be older; null while it is not. */
  #replay: RunChange[] | null = null;
  #isLooking = false;

  constructor() {
    session.onProjectOpened((project) => {
      if (this.#projectId !== project.id) this.gone.clear();
      this.#projectId = project.id;
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('run.changed', ({ run }) => this.#receive(run));
    session.on('run.deleted', ({ runId }) => this.remove([runId]));
    session.on('run.progress', ({ runId, progress }) =>
      this.#steadyActivities.set(runId, progress),
    );
    session.on('run.resumeFailed', ({ runId, message, isOtherData }) =>
      session.notify(message, 'error', isOtherData ? this.#resumeAnyway(runId) : undefined),
    );
    session.on('run.wanted', ({ runId }) => this.show(runId));
    session.on('run.alert', ({ runId, message }) =>
      this.#callFor(runId, `${this.nameOf(runId)}: ${message}`, 'info'),
    );
  }

  async load(): Promise<void> {
    const replay: RunChange[] = [];
    this.#replay = replay;
    const list = await session.callInProject('runs.list', {});
    if (this.#replay !== replay) return;
    this.#replay = null;
    const gone = this.list.filter(({ id }) => this.gone.has(id));
    this.#changes.clear();
    this.byId.clear();
    this.#parts.clear();
    for (const run of [...gone, ...list]) this.#set(run);
    this.#noteGone(list);
    this.#steadyActivities.clearAll();
    this.#apply(replay);
    if (this.selectedId === null || !this.byId.has(this.selectedId))
      this.selectedId =
        (this.list.find((run) => run.status === 'running') ?? this.list[0])?.id ?? null;
    this.isLoaded = true;
  }

  /** `DNI, seed 2 of 'Recall'`; its id for a run that is not in the list. */
  nameOf(runId: string): string {
    const run = this.byId.get(runId);
    return run ? callRun(run) : `'${runId}'`;
  }

  /** Selects the run in the Runs view. */
  show(runId: string): void {
    this.selectedId = runId;
    session.show('runs');
  }

  /** Queues a run and selects it. Throws WorkbenchError. */
  async start(request: StartRequest): Promise<Run> {
    const run = await session.callInProject('runs.start', request);
    if (!this.byId.has(run.id)) this.put([run]);
    this.selectedId = run.id;
    return run;
  }

  pause(runId: string): void {
    void session.attempt(() => this.send(runId, 'pause'));
  }

  resume(runId: string, options: ResumeOptions = {}): void {
    this.#resumeOptions.set(runId, options);
    void session.attempt(() => this.send(runId, 'resume', options));
  }

  stop(runId: string): void {
    void session.attempt(() => this.send(runId, 'stop'));
  }

  /** Asks a run to pause, go on or stop; of one elsewhere, its job. Throws WorkbenchError. */
  async send(
    runId: string,
    request: 'pause' | 'resume' | 'stop',
    options: ResumeOptions = {},
  ): Promise<void> {
    const call = (): Promise<unknown> =>
      session.callInProject(`runs.${request}`, { runId, ...options });
    const run = this.byId.get(runId);
    await (run ? jobs.ask(run, request, call) : call());
  }

  /** Returns whether the change is saved; an error is shown. */
  async update(runId: string, changes: RunChanges): Promise<boolean> {
    const run = await session.attempt(() =>
      session.callInProject('runs.update', { runId, ...changes }),
    );
    if (run) this.put([run]);
    return run !== null;
  }

  /** Puts runs into the list, or in place of what it has of them. */
  put(changed: readonly Run[]): void {
    this.#changes.flush();
    for (const run of changed) {
      this.#set(run);
      this.#replay?.push([run.id, run]);
    }
  }

  /** Removes runs from the list that are deleted, or whose folder is gone. */
  remove(runIds: readonly string[]): void {
    for (const id of runIds) {
      this.#changes.put(id, null);
      this.#replay?.push([id, null]);
    }
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
    const previous = this.#changes.get(run.id) ?? this.byId.get(run.id);
    this.#changes.put(run.id, run);
    this.#replay?.push([run.id, run]);
    if (isEnded(run.status)) this.#steadyActivities.clear(run.id);
    if (needsHelp(run) && !(previous && needsHelp(previous)))
      this.#callFor(
        run.id,
        `${callRun(run)} is paused and waits for you to solve a problem.`,
        'error',
      );
    if (run.status === 'failed' && previous && !isEnded(previous.status)) this.#look();
  }

  #apply(changes: readonly RunChange[]): void {
    const before = changes.some(([, run]) => run === null) ? this.list : [];
    for (const [id, run] of changes)
      if (run) this.#set(run);
      else this.#forget(id);
    const selected = before.find(({ id }) => id === this.selectedId);
    if (selected && !this.byId.has(selected.id))
      this.selectedId = findNeighbour(before, selected.id, (id) => this.byId.has(id));
  }

  #set(run: Run): void {
    this.byId.set(run.id, this.#parts.share(run));
  }

  #forget(runId: string): void {
    this.byId.delete(runId);
    this.gone.delete(runId);
    this.#steadyActivities.clear(runId);
  }

  /** Where the run is shown, the message stands beside it already. */
  #callFor(runId: string, text: string, tone: 'info' | 'error'): void {
    if (session.view === 'runs' && this.selectedId === runId) return;
    session.notify(text, tone, { label: 'Show the run', run: () => this.show(runId) });
  }

  /** A run may have failed because its folder, or that of the project, was moved or removed. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setTimeout(() => {
      this.#isLooking = false;
      void session.attempt(async () =>
        this.#noteGone(await session.callInProject('runs.list', {})),
      );
    }, lookAfterMs);
  }

  #noteGone(listed: readonly Run[]): void {
    const ids = idsOf(listed);
    for (const { id, status } of this.list)
      if (ids.has(id)) this.gone.delete(id);
      else if (isEnded(status)) this.gone.add(id);
  }
}

export const runs = new Runs();
