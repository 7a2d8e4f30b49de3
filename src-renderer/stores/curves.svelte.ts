import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { decodeCurves } from '#api/curve-codec';
import type { Curve, CurvesRequestInput } from '#spec/curves';
import type { Run } from '#spec/run';
import {
  byMetricAndLine,
  CurveStore,
  hasSameCurves,
  listNotes,
  type CurvesCall,
} from './curve-store';
import { session } from './session.svelte';

/** Curves of runs that go on are loaded again after so many milliseconds, at the earliest. */
const updateIntervalMs = 1000;
/**
 * Curves of so many runs are asked for at a time: twelve charts of 100 runs arrive at once, those of 1,000 runs one after
 * another, and what the user does not look at any more is not asked for.
 */
const maxRunsAtATime = 2000;
/** An answer that nobody waits for any more does not hold up the next. */
const maxAtATime = 2;

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
  /** By metric and line. A chart is not drawn again because curves of another metric arrive. */
  readonly #shown = new SvelteMap<string, ReadonlyMap<string, Curve>>();
  /** Whether curves of the request are not there yet. */
  isLoading = $state(false);

  readonly #store = new CurveStore();
  /** By run, what was heard of it last. */
  #lastOfRuns: Readonly<Record<string, Pick<Run, 'status' | 'step'>>> = {};
  #projectId: string | undefined;
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  /** How many times calls are under way. */
  #asking = 0;
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
        clearTimeout(this.#askTimer);
        clearTimeout(this.#updateTimer);
        this.#store.clear();
      };
    });
  }

  get(key: string, metric: string): Curve | undefined {
    return this.#shown.get(metric)?.get(key);
  }

  /** What the curves of these metrics say of themselves. */
  notesOf(metrics: readonly string[]): string[] {
    return listNotes(metrics.flatMap((metric) => [...(this.#shown.get(metric)?.values() ?? [])]));
  }

  #follow(request: CurvesRequestInput | null, projectId: string | undefined): void {
    if (projectId !== this.#projectId) this.#store.clear();
    this.#projectId = projectId;
    this.#store.setRequest(request);
    this.#show();
    // Charts come into view one after another within a task: after it they ask together.
    this.#askTimer ??= setTimeout(() => {
      this.#askTimer = undefined;
      void this.#ask();
    });
  }

  /** Loads what is missing, piece by piece. */
  async #ask(): Promise<void> {
    if (this.#asking >= maxAtATime) return;
    this.#asking += 1;
    for (;;) {
      const calls = this.#store.takeCalls({ maxRuns: maxRunsAtATime });
      if (calls.length === 0) break;
      await Promise.all(calls.map((call) => this.#load(call)));
    }
    this.#asking -= 1;
  }

  /** Loads curves; a failure is shown in a notice. */
  async #load(call: CurvesCall): Promise<void> {
    const curves = await session.attempt(async () =>
      decodeCurves(await session.callInProject('runs.curves', call.request)),
    );
    if (curves) this.#store.receive(call, curves);
    else this.#store.fail(call);
    this.#show();
  }

  #show(): void {
    const shown = byMetricAndLine(this.#store.shown());
    for (const metric of this.#shown.keys()) if (!shown.has(metric)) this.#shown.delete(metric);
    for (const [metric, curves] of shown)
      if (!hasSameCurves(this.#shown.get(metric), curves)) this.#shown.set(metric, curves);
    this.isLoading = this.#store.isIncomplete();
  }

  /** A run has recorded more, or all may have. */
  #noteChange(runId: string | null): void {
    if (this.#store.markStale(runId)) this.#scheduleUpdate();
  }

  /**
   * A run whose status or step has changed has other curves: one that trains elsewhere, or in another program, tells of
   * new values in no other way.
   */
  #noteRun({ id, status, step }: Run): void {
    const last = this.#lastOfRuns[id];
    this.#lastOfRuns = { ...this.#lastOfRuns, [id]: { status, step } };
    if (last?.status !== status || last.step !== step) this.#noteChange(id);
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
