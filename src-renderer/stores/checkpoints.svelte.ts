import type { Checkpoint } from '#api/types';
import type { Run } from '#spec/run';
import { session } from './session.svelte';

/**
 * The checkpoints of a run, oldest first; the list is read again when the run has written one more and
 * when its status changes. Create it while a component is initialised: its effects end with the
 * component.
 */
export class LiveCheckpoints {
  /** Null until the first answer. */
  list = $derived.by(() => {
    const { status, step } = this.#run();
    // A run that goes on from an earlier checkpoint removes the later ones, which may be listed still.
    return this.#loaded?.filter((one) => status !== 'running' || one.step <= step) ?? null;
  });

  #loaded = $state.raw<Checkpoint[] | null>(null);
  #loadNumber = 0;
  readonly #run: () => Run;

  constructor(run: () => Run) {
    this.#run = run;
    const runId = $derived(run().id);
    const status = $derived(run().status);
    $effect(() => {
      void status;
      void this.#load(runId);
    });
    $effect(() =>
      session.on('run.checkpoint', (event) => {
        if (event.runId === runId) void this.#load(runId);
      }),
    );
  }

  async #load(runId: string): Promise<void> {
    const loadNumber = ++this.#loadNumber;
    await session.attempt(async () => {
      const list = await session.callInProject('runs.checkpoints', { runId });
      if (loadNumber === this.#loadNumber) this.#loaded = list;
    });
  }
}
