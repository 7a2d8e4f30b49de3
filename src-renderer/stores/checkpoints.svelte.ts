import type { Checkpoint } from '#api/types';
import type { Run } from '#spec/run';
import { session } from './session.svelte';

/**
 * The checkpoints of a run, oldest first; the list is read again when the run has written one more.
 * Create it while a component is initialised: its effects end with the component.
 */
export class LiveCheckpoints {
  /** Null until the first answer. */
  list = $state.raw<Checkpoint[] | null>(null);

  constructor(run: () => Run) {
    /** Changes when the run may have written another checkpoint. */
    const refreshKey = $derived(
      `${run().id} ${run().status} ${Math.floor(run().step / run().spec.training.checkpointEvery)}`,
    );
    const runId = $derived(run().id);
    $effect(() => {
      void refreshKey;
      void session.attempt(async () => {
        const requestedRunId = runId;
        const list = await session.callInProject('runs.checkpoints', { runId: requestedRunId });
        if (requestedRunId === runId) this.list = list;
      });
    });
  }
}
