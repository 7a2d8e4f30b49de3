import type { Experiment } from '#spec/experiment';
import type { Method } from '#spec/training';
import { editor } from '../editor/editor.svelte';
import { runs } from './runs.svelte';
import { session } from './session.svelte';

/** Runs to start: one for each combination of a method and a seed. */
export interface LaunchOptions {
  methods: readonly Method[];
  seeds: readonly number[];
  steps: number;
}

/** Starts runs of the model on the canvas or of a saved model. */
class Launcher {
  isBusy = $state(false);

  /** Why the model on the canvas cannot run; null if it can. */
  obstacle = $derived.by(() => {
    const errors = editor.problems.filter((problem) => problem.severity === 'error');
    const first = errors[0];
    if (!first) return null;
    const others = errors.length - 1;
    const more = others === 0 ? '' : ` (and ${others} more, listed under Problems)`;
    return `${first.message} ${first.remedy}${more}`.trim();
  });

  /**
   * Saves the model on the canvas and starts one run with the model's own method, seed and steps.
   */
  async runEditor(): Promise<void> {
    const { method, seed, steps } = editor.spec.training;
    await this.runEditorWith({ methods: [method], seeds: [seed], steps });
  }

  /** Saves the model on the canvas and starts its runs. Returns whether all were started. */
  async runEditorWith(options: LaunchOptions): Promise<boolean> {
    if (this.obstacle !== null) {
      session.notify(this.obstacle, 'error');
      return false;
    }
    const saved = await session.attempt(async () => {
      await editor.save();
      return true;
    });
    if (!saved) return false;
    return this.start(editor.spec, editor.modelId, options);
  }

  /** Starts the runs and shows the Runs view. Returns whether all were started. */
  async start(spec: Experiment, modelId: string | null, options: LaunchOptions): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    try {
      for (const seed of options.seeds)
        for (const method of options.methods)
          await runs.start({ spec, modelId, method, seed, steps: options.steps });
      session.show('runs');
      return true;
    } catch (error) {
      session.report(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

export const launcher = new Launcher();
