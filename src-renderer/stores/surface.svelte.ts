import type { DecisionSurface } from '#spec/inspect';
import { isEnded, type TrainedRun } from '#spec/run';
import { session } from './session.svelte';

/** A checkpoint is asked in a process of its own: while a run trains, at most so often. */
const askEveryMs = 5000;
/** Surfaces that are kept, so that the slider goes back through them without asking again. */
const mostKept = 60;

/**
 * The decision surface of a checkpoint of a run. Create it while a component is initialised: its effects end with the
 * component. `step`: of the checkpoint; null where there is none yet.
 */
export class SurfaceLoader {
  /** The surface that is asked for; while it is computed, the one that was shown before. */
  current = $state.raw<DecisionSurface | null>(null);
  /** The step of the checkpoint that is asked for, while the surface of another one is shown; else null. */
  loading = $derived.by(() => {
    const step = this.#step();
    return this.current !== null && step !== null && this.current.step !== step ? step : null;
  });

  readonly #step: () => number | null;
  #isTraining = false;
  #known: readonly { key: string; surface: DecisionSurface }[] = [];
  #wanted: { runId: string; step: number } | null = null;
  #isAsking = false;
  #nextAskAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: () => TrainedRun | null, step: () => number | null) {
    const runId = $derived(run()?.id ?? null);
    const isTraining = $derived(run() !== null && !isEnded(run()?.status ?? 'finished'));
    const wantedStep = $derived(step());
    this.#step = () => wantedStep;
    $effect(() => {
      void runId;
      // A surface of another run must not be taken for one of this run.
      return () => (this.current = null);
    });
    $effect(() => {
      this.#isTraining = isTraining;
      this.#wanted = runId === null || wantedStep === null ? null : { runId, step: wantedStep };
      this.#follow();
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  #follow(): void {
    const wanted = this.#wanted;
    if (!wanted) return;
    const known = this.#known.find(({ key }) => key === keyOf(wanted));
    if (known) this.current = known.surface;
    else if (!this.#isAsking) {
      clearTimeout(this.#timer);
      const wait = this.#isTraining ? Math.max(0, this.#nextAskAt - Date.now()) : 0;
      this.#timer = setTimeout(() => void this.#ask(), wait);
    }
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    if (!wanted || this.#isAsking) return;
    this.#isAsking = true;
    this.#nextAskAt = Date.now() + askEveryMs;
    const request = { kind: 'surface' as const, size: 48 };
    const surface = await session
      .callInProject('runs.look', { ...wanted, request })
      // A checkpoint may have been removed meanwhile: the next one is asked.
      .catch(() => null);
    this.#isAsking = false;
    if (surface?.kind === 'surface') {
      this.#known = [...this.#known, { key: keyOf(wanted), surface }].slice(-mostKept);
      if (this.#wanted?.runId === wanted.runId) this.current = surface;
    }
    if (this.#wanted && keyOf(this.#wanted) !== keyOf(wanted)) this.#follow();
  }
}

function keyOf({ runId, step }: { runId: string; step: number }): string {
  return `${runId} ${step}`;
}
