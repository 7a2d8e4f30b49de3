import { untrack } from 'svelte';
import { decodeCurves } from '#api/curve-codec';
import type { Curve, CurvesRequestInput } from '#spec/curves';
import { isEnded, type Run } from '#spec/run';
import { curveKey, CurveStore, noCurves, type CurvesCall, type ShownCurves } from './curve-store';
import { session } from './session.svelte';

/** Curves of runs that go on are loaded again after so many milliseconds, at the earliest. */
const updateIntervalMs = 1000;

/**
 * The curves of charts, loaded when the request changes and about once a second while their runs go on. Create it while a
 * component is initialised: its effects end with the component.
 *
 * @example
 * const loader = new CurveLoader(() => ({
 *   lines: [{ key: run.id, runIds: [run.id] }],
 *   metrics: [{ metric: 'train/loss' }],
 * }));
 * const curve = $derived(loader.get(run.id, 'train/loss'));
 */
export class CurveLoader {
  #shown = $state.raw<ShownCurves>(noCurves);
  /** Calls under way that bring curves which are not there yet. */
  #loading = $state(0);
  readonly curves = $derived<Curve[]>([...this.#shown.values()]);
  readonly isLoading = $derived(this.#loading > 0);

  readonly #store = new CurveStore();
  /** By run, what was heard of it last. */
  #lastOfRuns: Readonly<Record<string, Pick<Run, 'status' | 'step'>>> = {};
  #projectId: string | undefined;
  #updateTimer: ReturnType<typeof setTimeout> | undefined;
  #isUpdating = false;

  constructor(request: () => CurvesRequestInput | null) {
    // Each event of a run makes a new request: only a change of its content counts.
    const content = $derived(JSON.stringify(request()));
    const projectId = $derived(session.project?.id);
    $effect(() => {
      const [wanted, project] = [JSON.parse(content) as CurvesRequestInput | null, projectId];
      untrack(() => this.#follow(wanted, project));
    });
    let wasConnected = true;
    $effect(() => {
      // Events were lost while the connection was down.
      if (session.isConnected && !wasConnected) untrack(() => this.#noteChange(null));
      wasConnected = session.isConnected;
    });
    $effect(() => {
      const unsubscribers = [
        session.on('run.metrics', ({ runId }) => this.#noteChange(runId)),
        session.on('run.changed', ({ run }) => this.#noteRun(run)),
      ];
      return () => {
        for (const unsubscribe of unsubscribers) unsubscribe();
        clearTimeout(this.#updateTimer);
        this.#store.clear();
      };
    });
  }

  get(key: string, metric: string): Curve | undefined {
    return this.#shown.get(curveKey(key, metric));
  }

  #follow(request: CurvesRequestInput | null, projectId: string | undefined): void {
    if (projectId !== this.#projectId) this.#store.clear();
    this.#projectId = projectId;
    this.#store.setRequest(request);
    for (const call of this.#store.takeCalls()) void this.#load(call);
    this.#shown = this.#store.shown();
  }

  /** Loads curves; a failure is shown in a notice. */
  async #load(call: CurvesCall): Promise<void> {
    if (!call.isUpdate) this.#loading += 1;
    const curves = await session.attempt(async () =>
      decodeCurves(await session.callInProject('runs.curves', call.request)),
    );
    if (!call.isUpdate) this.#loading -= 1;
    if (curves) this.#store.receive(call, curves);
    else this.#store.fail(call);
    this.#shown = this.#store.shown();
  }

  /** A run has recorded more, or all may have. */
  #noteChange(runId: string | null): void {
    if (this.#store.markStale(runId)) this.#scheduleUpdate();
  }

  /** A run whose status has changed, or that has gone back to the step of a checkpoint, has other curves. */
  #noteRun({ id, status, step }: Run): void {
    const last = this.#lastOfRuns[id];
    this.#lastOfRuns = { ...this.#lastOfRuns, [id]: { status, step } };
    const isEnding = isEnded(status) && last?.status !== status;
    if (isEnding || (last && (last.status !== status || step < last.step))) this.#noteChange(id);
  }

  #scheduleUpdate(): void {
    if (this.#isUpdating) return;
    this.#updateTimer ??= setTimeout(() => void this.#update(), updateIntervalMs);
  }

  async #update(): Promise<void> {
    this.#updateTimer = undefined;
    this.#isUpdating = true;
    await Promise.all(this.#store.takeCalls({ updates: true }).map((call) => this.#load(call)));
    this.#isUpdating = false;
    if (this.#store.hasStale()) this.#scheduleUpdate();
  }
}
