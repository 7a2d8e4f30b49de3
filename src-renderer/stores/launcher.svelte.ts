import type { Experiment } from '#spec/experiment';
import type { Method } from '#spec/training';
import { editor } from '../editor/editor.svelte';
import { runs } from './runs.svelte';
import { session } from './session.svelte';

export interface Choice {
  methods: readonly Method[];
  seeds: readonly number[];
  steps: number;
}

/** Starts runs: of the model on the canvas, or of any saved one, one for each method and seed. */
class Launcher {
  busy = $state(false);

  /** Why the model on the canvas cannot run, or null where it can. */
  obstacle = $derived.by(() => {
    const errors = editor.problems.filter((problem) => problem.severity === 'error');
    const first = errors[0];
    if (!first) return null;
    const others = errors.length - 1;
    const more = others === 0 ? '' : ` (and ${others} more, listed under Problems)`;
    return `${first.message} ${first.remedy}${more}`.trim();
  });

  /** Saves the model on the canvas and starts a run as its own settings say. */
  async runEditor(): Promise<void> {
    const { method, seed, steps } = editor.spec.training;
    await this.runEditorWith({ methods: [method], seeds: [seed], steps });
  }

  async runEditorWith(choice: Choice): Promise<boolean> {
    if (this.obstacle !== null) {
      session.notify(this.obstacle, 'error');
      return false;
    }
    const saved = await session.attempt(async () => {
      await editor.save();
      return true;
    });
    if (!saved) return false;
    return this.start(editor.spec, editor.modelId, choice);
  }

  /** True where every run was started; the window then shows them. */
  async start(spec: Experiment, modelId: string | null, choice: Choice): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      for (const seed of choice.seeds)
        for (const method of choice.methods)
          await runs.start({ spec, modelId, method, seed, steps: choice.steps });
      session.show('runs');
      return true;
    } catch (error) {
      session.report(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

export const launcher = new Launcher();
