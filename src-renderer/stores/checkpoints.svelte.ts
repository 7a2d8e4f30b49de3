import type { Checkpoint } from '#api/types';
import type { Run } from '#spec/run';
import { RunListing } from './run-listing.svelte';
import { session } from './session.svelte';

/** The checkpoints of a run, oldest first. Create it while a component is initialised, as a `RunListing`. */
export class LiveCheckpoints {
  /** Null until the first answer. */
  list = $derived.by(() => {
    const { status, step } = this.#run();
    // A run that goes on from an earlier checkpoint removes the later ones, which may be listed still.
    return this.#listing.current?.filter((one) => status !== 'running' || one.step <= step) ?? null;
  });

  readonly #listing: RunListing<Checkpoint[]>;
  readonly #run: () => Run;

  constructor(run: () => Run) {
    this.#run = run;
    this.#listing = new RunListing(run, (runId) =>
      session.callInProject('runs.checkpoints', { runId }),
    );
  }
}
