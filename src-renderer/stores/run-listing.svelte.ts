import type { Run } from '#spec/run';
import { session } from './session.svelte';

/**
 * What is listed about the checkpoints of a run; read again when the run has written one more and when its status
 * changes. Create it while a component is initialised: its effects end with the component.
 */
export class RunListing<T> {
  /** The answer to the latest reading; null until the first. */
  current = $state.raw<T | null>(null);
  readonly #runId: () => string;
  readonly #read: (runId: string) => Promise<T>;
  /** Numbers the readings, so that the answer to an outdated one is dropped. */
  #readingNumber = 0;

  constructor(run: () => Run, read: (runId: string) => Promise<T>) {
    const runId = $derived(run().id);
    const status = $derived(run().status);
    this.#runId = () => runId;
    this.#read = read;
    $effect(() => {
      void status;
      void this.#load(runId);
    });
    $effect(() => session.on('run.checkpoint', this.reload));
  }

  /** Reads again after an event of the run; those of other runs change nothing. */
  readonly reload = (event: { runId: string }): void => {
    if (event.runId === this.#runId()) void this.#load(event.runId);
  };

  async #load(runId: string): Promise<void> {
    const number = ++this.#readingNumber;
    await session.attempt(async () => {
      const answer = await this.#read(runId);
      if (number === this.#readingNumber) this.current = answer;
    });
  }
}
