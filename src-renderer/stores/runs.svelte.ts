import { SvelteMap } from 'svelte/reactivity';
import type { CommandInput } from '#api/commands';
import { isEnded, type Run } from '#spec/run';
import { session } from './session.svelte';

export type StartRequest = Omit<CommandInput<'runs.start'>, 'projectId'>;
export type RunChanges = Omit<CommandInput<'runs.update'>, 'projectId' | 'runId'>;

/** The runs of the open project, updated by events. */
export class Runs {
  byId = new SvelteMap<string, Run>();
  isLoaded = $state(false);
  /** The run whose details are shown. */
  selectedId = $state<string | null>(null);

  /** Newest first. */
  list = $derived([...this.byId.values()].sort((a, b) => b.created.localeCompare(a.created)));
  active = $derived(this.list.filter((run) => !isEnded(run.status)));
  selected = $derived(this.selectedId === null ? null : (this.byId.get(this.selectedId) ?? null));

  constructor() {
    session.onProjectOpened(() => {
      this.isLoaded = false;
      void session.attempt(() => this.load());
    });
    session.on('run.changed', ({ run }) => this.byId.set(run.id, run));
    session.on('run.deleted', ({ runId }) => this.#remove(runId));
    session.on('run.wanted', ({ runId }) => {
      this.selectedId = runId;
      session.show('runs');
    });
  }

  async load(): Promise<void> {
    const list = await session.callInProject('runs.list', {});
    this.byId.clear();
    for (const run of list) this.byId.set(run.id, run);
    if (this.selectedId === null || !this.byId.has(this.selectedId))
      this.selectedId =
        (this.list.find((run) => run.status === 'running') ?? this.list[0])?.id ?? null;
    this.isLoaded = true;
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

  resume(runId: string, steps?: number): void {
    void session.attempt(() => session.callInProject('runs.resume', { runId, steps }));
  }

  stop(runId: string): void {
    void session.attempt(() => session.callInProject('runs.stop', { runId }));
  }

  async update(runId: string, changes: RunChanges): Promise<void> {
    const run = await session.attempt(() =>
      session.callInProject('runs.update', { runId, ...changes }),
    );
    if (run) this.byId.set(run.id, run);
  }

  async delete(runId: string): Promise<void> {
    const deleted = await session.attempt(async () => {
      await session.callInProject('runs.delete', { runId });
      return true;
    });
    if (deleted) this.#remove(runId);
  }

  /** Removes the run from the list; if it was selected, selects the run that takes its place. */
  #remove(runId: string): void {
    const index = this.list.findIndex((run) => run.id === runId);
    this.byId.delete(runId);
    if (this.selectedId === runId)
      this.selectedId = this.list[Math.min(Math.max(index, 0), this.list.length - 1)]?.id ?? null;
  }
}

export const runs = new Runs();
