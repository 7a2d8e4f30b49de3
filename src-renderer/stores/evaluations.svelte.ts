import { SvelteMap } from 'svelte/reactivity';
import type { CommandOutput } from '#api/commands';
import type { EventPayload } from '#api/events';
import type { EvaluationProgress } from '#api/types';
import { WorkbenchError } from '#spec/errors';
import type { Evaluation, EvaluationRequest } from '#spec/evaluation';
import type { Run } from '#spec/run';
import { RunListing } from './run-listing.svelte';
import { session } from './session.svelte';

/** An evaluation of a checkpoint that waits or is at work. */
export interface ActiveEvaluation {
  runId: string;
  step: number;
  part: EvaluationRequest['part'];
  progress: EvaluationProgress;
}

const keyOf = (one: Pick<ActiveEvaluation, 'runId' | 'step' | 'part'>): string =>
  `${one.runId} ${one.step} ${one.part}`;

const checkpointKey = (runId: string, step: number): string => `${runId} ${step}`;

const isOfSameExamples = (a: Evaluation, b: Evaluation): boolean =>
  a.part === b.part && a.examples === b.examples;

/** The evaluations of checkpoints of the open project that wait or are at work. */
class ActiveEvaluations {
  readonly #byKey = new SvelteMap<string, ActiveEvaluation>();
  /** By checkpoint, what could not be written beside it, on a read-only disk for example. */
  readonly #notKept = new SvelteMap<string, readonly Evaluation[]>();

  constructor() {
    session.onProjectOpened(() => {
      this.#byKey.clear();
      this.#notKept.clear();
    });
    session.on('run.evaluation', (event) => this.#update(event));
  }

  of(runId: string, step: number): ActiveEvaluation[] {
    return [...this.#byKey.values()].filter((one) => one.runId === runId && one.step === step);
  }

  /** The evaluations of a checkpoint that could not be kept: they are shown until the program ends. */
  notKept(runId: string, step: number): readonly Evaluation[] {
    return this.#notKept.get(checkpointKey(runId, step)) ?? [];
  }

  /**
   * Evaluates a checkpoint; resolves when that has ended. What it fails for, and why it could not be kept, is shown as a
   * notice.
   */
  async start(runId: string, step: number, request: EvaluationRequest): Promise<void> {
    try {
      const { notKept, ...made } = await session.callInProject('runs.evaluate', {
        runId,
        step,
        request,
      });
      const others = this.notKept(runId, step).filter((one) => !isOfSameExamples(one, made));
      this.#notKept.set(checkpointKey(runId, step), notKept === null ? others : [...others, made]);
      if (notKept !== null) session.notify(notKept, 'error');
    } catch (error) {
      if (!isCancelled(error)) session.report(error);
    }
  }

  async cancel({ runId, step, part }: ActiveEvaluation): Promise<void> {
    await session.attempt(() =>
      session.callInProject('runs.cancelEvaluation', { runId, step, part }),
    );
  }

  #update({ runId, step, part, progress }: EventPayload<'run.evaluation'>): void {
    const key = keyOf({ runId, step, part });
    if (progress) this.#byKey.set(key, { runId, step, part, progress });
    else this.#byKey.delete(key);
  }
}

export const activeEvaluations = new ActiveEvaluations();

function isCancelled(error: unknown): boolean {
  const details = error instanceof WorkbenchError ? error.details : null;
  return typeof details === 'object' && details !== null && 'isCancelled' in details;
}

/**
 * The evaluations that stand beside the checkpoints of a run, by step; read again also when one has ended. Create it
 * while a component is initialised, as a `RunListing`.
 */
export class KeptEvaluations {
  readonly #listing: RunListing<CommandOutput<'runs.evaluations'>>;
  readonly #run: () => Run;

  constructor(run: () => Run) {
    this.#run = run;
    this.#listing = new RunListing(run, (runId) =>
      session.callInProject('runs.evaluations', { runId }),
    );
    $effect(() =>
      session.on('run.evaluation', (event) => {
        if (event.progress === null) this.#listing.reload(event);
      }),
    );
  }

  /** With those that could not be kept. */
  at(step: number): readonly Evaluation[] {
    const kept = this.#listing.current?.find((one) => one.step === step)?.evaluations ?? [];
    const notKept = activeEvaluations.notKept(this.#run().id, step);
    return [
      ...kept.filter((one) => !notKept.some((other) => isOfSameExamples(one, other))),
      ...notKept,
    ];
  }
}
