import { SvelteMap } from 'svelte/reactivity';
import { messageOf } from '#spec/errors';
import type { InspectRequest, InspectResult } from '#spec/inspect';
import type { TrainedRun } from '#spec/run';
import { session } from '../stores/session.svelte';

/**
 * The state of `InspectTab` for one run: the settings of a request to a checkpoint of the run, and the
 * latest result. A text model samples a continuation of a prompt when the user asks for it; any other
 * task is answered at once, because an answer is short.
 */
export class Inspection {
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

  /** Sends the request to the checkpoint, unless one is being answered. */
  async send(run: TrainedRun): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    const request = this.#buildRequest(run);
    try {
      const result = await session.callInProject('runs.look', {
        runId: run.id,
        step: this.step === '' ? undefined : Number(this.step),
        request,
      });
      this.latest = { result, prompt: request.kind === 'sample' ? request.prompt : '' };
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  /** Sends the same request with the next seed. */
  sendWithNextSeed(run: TrainedRun): void {
    this.seed += 1;
    void this.send(run);
  }

  #buildRequest(run: TrainedRun): InspectRequest {
    const { seed } = this;
    if (isText(run)) {
      const { prompt, temperature, characters } = this;
      return { kind: 'sample', prompt, temperature, length: characters, seed };
    }
    if (isCopyTask(run)) {
      const { length, repeats } = this;
      return { kind: 'answer', seed, length: length ?? solvedLength(run), repeats };
    }
    return { kind: 'answer', seed, ticks: this.ticks };
  }
}

/** Kept as long as the window, so that the user finds prompts, settings and results again. */
const inspections = new SvelteMap<string, Inspection>();

/** The inspection of a run of the open project, the same at every call. */
export function inspectionOf(run: TrainedRun): Inspection {
  const key = `${session.project?.id} ${run.id}`;
  const inspection = inspections.get(key) ?? new Inspection();
  inspections.set(key, inspection);
  return inspection;
}

export function isText({ spec }: TrainedRun): boolean {
  return spec.task.kind === 'text';
}

export function isCopyTask({ spec }: TrainedRun): boolean {
  return spec.task.kind === 'copy' || spec.task.kind === 'repeatCopy';
}

/** N of a copy task that the run has solved; 2 for a repeat copy task. */
export function solvedLength({ spec, metrics }: TrainedRun): number {
  return spec.task.kind === 'copy'
    ? Math.max(spec.task.length, metrics['task/level']?.last ?? 1)
    : 2;
}
