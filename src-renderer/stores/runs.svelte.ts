import { SvelteMap } from 'svelte/reactivity';
import type { CommandInput } from '#api/commands';
import { isEnded, type Run } from '#spec/run';
import { session } from './session.svelte';

export type StartRequest = Omit<CommandInput<'runs.start'>, 'projectId'>;
export type RunChanges = Omit<CommandInput<'runs.update'>, 'projectId' | 'runId'>;

/** The runs of the open project, kept up to date by events. */
export class Runs {
  map = new SvelteMap<string, Run>();
  loaded = $state(false);
  /** The run whose details are open. */
  selectedId = $state<string | null>(null);

  /** Newest first. */
  list = $derived([...this.map.values()].sort((a, b) => b.created.localeCompare(a.created)));
  active = $derived(this.list.filter((run) => !isEnded(run.status)));
  selected = $derived(this.selectedId === null ? null : (this.map.get(this.selectedId) ?? null));

  constructor() {
    session.whenOpened(() => {
      this.loaded = false;
      void session.attempt(() => this.load());
    });
    session.on('run.changed', ({ run }) => this.map.set(run.id, run));
    session.on('run.deleted', ({ runId }) => this.#forget(runId));
    session.on('run.wanted', ({ runId }) => {
      this.selectedId = runId;
      session.show('runs');
    });
  }

  async load(): Promise<void> {
    const list = await session.inProject('runs.list', {});
    this.map.clear();
    for (const run of list) this.map.set(run.id, run);
    if (this.selectedId === null || !this.map.has(this.selectedId))
      this.selectedId =
        (this.list.find((run) => run.status === 'running') ?? this.list[0])?.id ?? null;
    this.loaded = true;
  }

  /** Queues a run and opens its details. Throws WorkbenchError. */
  async start(request: StartRequest): Promise<Run> {
    const run = await session.inProject('runs.start', request);
    if (!this.map.has(run.id)) this.map.set(run.id, run);
    this.selectedId = run.id;
    return run;
  }

  pause(runId: string): void {
    void session.attempt(() => session.inProject('runs.pause', { runId }));
  }

  resume(runId: string, steps?: number): void {
    void session.attempt(() => session.inProject('runs.resume', { runId, steps }));
  }

  stop(runId: string): void {
    void session.attempt(() => session.inProject('runs.stop', { runId }));
  }

  async update(runId: string, changes: RunChanges): Promise<void> {
    const run = await session.attempt(() =>
      session.inProject('runs.update', { runId, ...changes }),
    );
    if (run) this.map.set(run.id, run);
  }

  async delete(runId: string): Promise<void> {
    const deleted = await session.attempt(async () => {
      await session.inProject('runs.delete', { runId });
      return true;
    });
    if (deleted) this.#forget(runId);
  }

  #forget(runId: string): void {
    const index = this.list.findIndex((run) => run.id === runId);
    this.map.delete(runId);
    if (this.selectedId === runId)
      this.selectedId = this.list[Math.min(Math.max(index, 0), this.list.length - 1)]?.id ?? null;
  }
}

export const runs = new Runs();
