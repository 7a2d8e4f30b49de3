import { untrack } from 'svelte';
import { messageOf } from '#spec/errors';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { Run } from '#spec/run';
import { LiveCheckpoints } from '../stores/checkpoints.svelte';
import { session } from '../stores/session.svelte';

/**
 * The state of `InspectTab`: the settings of a request to a checkpoint of the run, and the latest
 * result. A text model samples a continuation of a prompt when the user asks for it; any other task
 * is answered at once, because an answer is short. Create it while a component is initialised: its
 * effects end with the component.
 */
export class Inspection {
  readonly checkpoints: LiveCheckpoints;

  /** The step of the checkpoint, as a select option; empty: the latest checkpoint. */
  step = $state('');
  seed = $state(1);
  prompt = $state('');
  temperature = $state(0.8);
  /** The number of characters to sample. */
  characters = $state(400);
  /** N of a copy task; null: `solvedLength`. */
  length = $state<number | null>(null);
  /** R of a repeat copy task. */
  repeats = $state(1);
  /** The number of ticks of any other task. */
  ticks = $state(40);

  isBusy = $state(false);
  problem = $state<string | null>(null);
  latest = $state.raw<{ result: InspectResult; prompt: string } | null>(null);

  readonly #run: () => Run;

  constructor(run: () => Run) {
    this.#run = run;
    this.checkpoints = new LiveCheckpoints(run);
    $effect(() => {
      void run().id;
      const hasCheckpoint = (this.checkpoints.list?.length ?? 0) > 0;
      untrack(() => {
        this.latest = null;
        this.problem = null;
        this.length = null;
        if (hasCheckpoint && !this.isText) void this.send();
      });
    });
  }

  get isText(): boolean {
    return this.#run().spec.task.kind === 'text';
  }

  get isCopyTask(): boolean {
    const { kind } = this.#run().spec.task;
    return kind === 'copy' || kind === 'repeatCopy';
  }

  /** N of a copy task that the run has solved; 2 for a repeat copy task. */
  get solvedLength(): number {
    const { spec, metrics } = this.#run();
    return spec.task.kind === 'copy'
      ? Math.max(spec.task.length, metrics['task/level']?.last ?? 1)
      : 2;
  }

  /** Sends the request to the checkpoint, unless one is being answered. */
  async send(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    const runId = this.#run().id;
    const request = this.#buildRequest();
    try {
      const result = await session.callInProject('runs.look', {
        runId,
        step: this.step === '' ? undefined : Number(this.step),
        request,
      });
      if (runId === this.#run().id)
        this.latest = { result, prompt: request.kind === 'sample' ? request.prompt : '' };
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Sends the same request with the next seed. */
  sendWithNextSeed(): void {
    this.seed += 1;
    void this.send();
  }

  #buildRequest(): InspectRequest {
    const { seed } = this;
    if (this.isText) {
      const { prompt, temperature, characters } = this;
      return { kind: 'sample', prompt, temperature, length: characters, seed };
    }
    if (this.isCopyTask) {
      const { length, repeats } = this;
      return { kind: 'answer', seed, length: length ?? this.solvedLength, repeats };
    }
    return { kind: 'answer', seed, ticks: this.ticks };
  }
}
