import { describeStartedTwins } from '#analysis/repeated-runs';
import type { Curve } from '#spec/curves';
import { isEnded, type TrainedRun } from '#spec/run';
import type { EdgeId } from '#spec/model';
import { editor } from '../editor/editor.svelte';
import { chooseLiveRun, isSameNode, listLiveRuns, trainAlike } from './live-match';
import {
  listExaminedSteps,
  readAt,
  readLiveEdge,
  readLiveNode,
  readNewest,
  type LiveEdge,
  type LiveNode,
} from './live-values';
import { loadPreference, savePreference } from './preferences';
import { describeObstacle } from './obstacle';
import { problemsOfRuns } from './readiness';
import { callRun } from './run-title';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import { optionsAt, usualPlace } from './usual-place';
import { statusLabel } from './status';

/** Milliseconds between two steps while the diagnostics are played. */
const playEveryMs = 250;

/** The run that the canvas shows while it trains and afterwards, and the step that is looked at. */
export class LiveRun {
  /** Whether the canvas shows runs. */
  isOn = $state(
    loadPreference('build.live', true, (value) => (typeof value === 'boolean' ? value : undefined)),
  );
  /** The run that the user has chosen; null: the one that trains, or the newest. */
  chosenId = $state<string | null>(null);
  /** The run that was started last from the canvas: it is shown as long as it goes on, also while it waits. */
  #startedId = $state<string | null>(null);
  /** The step that the slider stands at; null: the newest values. */
  step = $state<number | null>(null);
  /** Finds a curve of the run; null until they are loaded, which the slider asks for. */
  findCurve = $state.raw<((metric: string) => Curve | undefined) | null>(null);

  candidates = $derived(listLiveRuns(runs.list, editor.modelId));
  run = $derived<TrainedRun | null>(this.isOn ? this.#findRun() : null);
  steps = $derived(this.run ? listExaminedSteps(this.run) : []);
  /** Whether the model or its training has been edited since the run was started. */
  hasChanged = $derived(this.run !== null && !trainAlike(editor.spec, this.run.spec));
  isPlaying = $state(false);

  readonly #read = $derived.by(() => {
    if (!this.run) return null;
    const { step, findCurve } = this;
    return step !== null && findCurve ? readAt(findCurve, step) : readNewest(this.run);
  });
  #playTimer: ReturnType<typeof setInterval> | undefined;
  #isRestarting = false;
  /** The run that gives way to another one: it goes on until its stop has arrived. */
  #stoppingId = $state<string | null>(null);

  /** The status of a run in a word, also of one that is being stopped. */
  describeStatus(run: TrainedRun): string {
    const isStopping = run.id === this.#stoppingId && !isEnded(run.status);
    return isStopping ? 'stopping' : statusLabel(run).toLowerCase();
  }

  /** Null where no run is shown. */
  node(id: string): LiveNode | null {
    if (!this.run || !this.#read) return null;
    return readLiveNode(id, this.run.spec.model.nodes[id], this.#read);
  }

  /** Whether the values of a node are those of the settings that it had when the run was started. */
  isOutdated(id: string): boolean {
    return (
      this.hasChanged &&
      this.run !== null &&
      !isSameNode(this.run.spec.model, editor.spec.model, id)
    );
  }

  edge(id: EdgeId): LiveEdge | null {
    return this.#read ? readLiveEdge(id, this.#read) : null;
  }

  #findRun(): TrainedRun | null {
    const find = (id: string | null): TrainedRun | undefined =>
      this.candidates.find((run) => run.id === id);
    const started = find(this.#startedId);
    const isGoingOn = started !== undefined && !isEnded(started.status);
    return (
      find(this.chosenId) ??
      (isGoingOn ? started : chooseLiveRun(this.candidates, editor.spec.model))
    );
  }

  setOn(isOn: boolean): void {
    this.isOn = isOn;
    savePreference('build.live', isOn);
    this.goTo(null);
  }

  choose(runId: string | null): void {
    this.chosenId = runId;
    this.goTo(null);
  }

  /** Shows a run that has just been started, as long as it goes on. */
  follow(runId: string): void {
    this.#startedId = runId;
    this.choose(null);
  }

  /** Shows the values at a step; null: the newest, also of the steps to come. */
  goTo(step: number | null): void {
    this.stopPlaying();
    this.step = step;
  }

  /** Plays the diagnostics from the step that is shown, or from the first one, to the newest. */
  play(): void {
    this.step ??= this.steps[0] ?? null;
    this.isPlaying = true;
    this.#playTimer = setInterval(() => {
      const next = this.steps.find((step) => step > (this.step ?? Infinity));
      if (next === undefined) this.goTo(null);
      else this.step = next;
    }, playEveryMs);
  }

  stopPlaying(): void {
    clearInterval(this.#playTimer);
    this.isPlaying = false;
  }

  /** Stops the run and trains the same once more from another seed. */
  async restartWithNextSeed(): Promise<void> {
    const { run } = this;
    if (run) await this.#restart(run, run.spec, run.seed + 1);
  }

  /** Stops the run and trains the model as it is on the canvas now, from the same seed. */
  async restartWithChanges(): Promise<void> {
    const { run } = this;
    if (!run) return;
    editor.settle();
    const { method, steps } = editor.spec.training;
    const obstacle = describeObstacle(problemsOfRuns(editor.spec, [method], steps));
    if (obstacle !== null) return session.notify(obstacle, 'error');
    await editor.save();
    await this.#restart(run, editor.spec, run.seed);
  }

  async #restart(run: TrainedRun, spec: TrainedRun['spec'], seed: number): Promise<void> {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    const { method, steps } = spec.training;
    await session.attempt(async () => {
      if (!isEnded(run.status)) await session.callInProject('runs.stop', { runId: run.id });
      this.#stoppingId = run.id;
      const started = await runs.start({
        ...{ spec, modelId: run.modelId, method, seed, steps },
        ...optionsAt(usualPlace(run)),
      });
      this.follow(started.id);
      const twins = describeStartedTwins([started], runs.list);
      if (twins !== '') session.notify(`${callRun(started)} was started. ${twins}`);
    });
    this.#isRestarting = false;
  }
}

export const liveRun = new LiveRun();
