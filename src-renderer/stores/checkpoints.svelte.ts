import type { Checkpoint } from '#api/types';
import type { Run } from '#spec/run';
import { session } from './session.svelte';

/** The checkpoints of the run a component shows, oldest first. Make it while a component is made. */
export class CheckpointWatch {
  /** Null until they are known. */
  list = $state.raw<Checkpoint[] | null>(null);

  constructor(run: () => Run) {
    /** Asked again when the run can have written one more. */
    const written = $derived(
      `${run().id} ${run().status} ${Math.floor(run().step / run().spec.training.checkpointEvery)}`,
    );
    const runId = $derived(run().id);
    $effect(() => {
      void written;
      void session.attempt(async () => {
        const asked = runId;
        const list = await session.inProject('runs.checkpoints', { runId: asked });
        if (asked === runId) this.list = list;
      });
    });
  }
}
