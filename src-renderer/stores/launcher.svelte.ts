import { describeStartedTwins } from '#analysis/repeated-runs';
import { countNoun } from '#spec/count-noun';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import type { Method } from '#spec/training';
import { editor } from '../editor/editor.svelte';
import { liveRun } from './live-run.svelte';
import { describeObstacle, findCanvasObstacle } from './obstacle';
import { problemsOfRuns } from './readiness';
import { places } from './places.svelte';
import { callRun } from './run-title';
import { runs } from './runs.svelte';
import { session } from './session.svelte';
import { optionsAt } from './usual-place';
import { reportInvalidField } from './invalid-field';

/** Runs to start: one for each combination of a method and a seed. */
export interface LaunchOptions {
  methods: readonly Method[];
  seeds: readonly number[];
  steps: number;
  /** The id of a place, or `thisComputerId`; left out: where this project's runs go. */
  place?: string;
}

/**
 * What the user has entered in a form that starts runs; null: what the model says. It outlasts the
 * form, which disappears with its popover.
 */
export class LaunchEntries {
  /** The saved model to run; null: the form runs the model on the canvas. */
  modelId = $state<string | null>(null);
  methods = $state<Method[] | null>(null);
  steps = $state<number | null>(null);
  seedText = $state<string | null>(null);

  clear(): void {
    this.methods = null;
    this.steps = null;
    this.seedText = null;
  }
}

/** Starts runs of the model on the canvas or of a saved model. */
class Launcher {
  isBusy = $state(false);
  /** The form beside the button that runs the model on the canvas. */
  readonly canvasEntries = new LaunchEntries();
  /** The form in the Runs view. */
  readonly modelEntries = new LaunchEntries();

  /** Why the model on the canvas cannot run; null if it can. */
  obstacle = $derived(findCanvasObstacle(editor));

  #projectId: string | null = null;

  constructor() {
    session.onProjectOpened(({ id }) => {
      if (this.#projectId !== id)
        for (const entries of [this.canvasEntries, this.modelEntries]) {
          entries.clear();
          entries.modelId = null;
        }
      this.#projectId = id;
    });
  }

  /**
   * Saves the model on the canvas and starts one run with the model's own method, seed and steps.
   */
  async runEditor(place?: string): Promise<void> {
    editor.settle();
    const { method, seed, steps } = editor.spec.training;
    await this.runEditorWith({ methods: [method], seeds: [seed], steps, place });
  }

  /**
   * Saves the model on the canvas and starts its runs. Returns whether all were started. A run has its
   * own copy of the model, so it starts even if the model cannot be saved.
   */
  async runEditorWith(options: LaunchOptions): Promise<boolean> {
    editor.settle();
    if (reportInvalidField()) return false;
    const obstacle = describeObstacle(problemsOfRuns(editor.spec, options.methods, options.steps));
    if (obstacle !== null) {
      session.notify(obstacle, 'error');
      return false;
    }
    await editor.save();
    return this.start(editor.spec, editor.modelId, options);
  }

  /** Starts the runs and shows them. Returns whether all were started. */
  async start(spec: Experiment, modelId: string | null, options: LaunchOptions): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    const started: Run[] = [];
    const { steps, place = places.targetId } = options;
    try {
      for (const seed of options.seeds)
        for (const method of options.methods)
          started.push(
            await runs.start({ spec, modelId, method, seed, steps, ...optionsAt(place) }),
          );
      showStarted(started);
      return true;
    } catch (error) {
      session.report(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

/** In the Build view the canvas shows what was started; from everywhere else, the Runs view does. */
function showStarted(started: readonly Run[]): void {
  const [first] = started;
  if (!first) return;
  const twins = describeStartedTwins(started, runs.list);
  if (session.view !== 'build') {
    if (twins !== '') session.notify(`${nameStarted(started, first)} ${twins}`);
    return session.show('runs');
  }
  liveRun.follow(first.id);
  const what = [nameStarted(started, first), twins].join(' ').trim();
  const label = started.length === 1 ? 'Show the run' : 'Show the runs';
  session.notify(what, 'success', { label, run: () => runs.show(first.id) });
}

function nameStarted({ length }: readonly Run[], first: Run): string {
  const what = length === 1 ? callRun(first) : countNoun(length, 'run');
  const verb = length === 1 ? 'was' : 'were';
  return `${what} ${verb} ${first.job ? `sent to ${first.job.place}` : 'started'}.`;
}

export const launcher = new Launcher();
