import {
  createGenerator,
  restoreGenerator,
  type Generator,
  type GeneratorState,
} from '#data/random';
import type { Experiment } from '#spec/experiment';
import { findModuleSettings } from '#spec/graph';
import type { Network } from '../model/network';

/**
 * Sparse updates (Jaderberg et al. 2017, feed-forward experiments): each module takes part in a step with its own
 * probability, drawn independently of the others. The state of its generator is part of the checkpoint.
 */
export class SparseUpdates {
  /** By module, its probability; empty where every module updates in every step. */
  readonly #probabilities: readonly (readonly [module: string, probability: number])[];
  #generator: Generator;

  constructor({ modules }: Network, { model, training }: Pick<Experiment, 'model' | 'training'>) {
    const probabilities = modules.map((module) => {
      const { updateProbability } = findModuleSettings(model, module);
      return [module.id, updateProbability ?? training.updateProbability] as const;
    });
    // Under backprop the whole model is one locked module.
    const areSparse =
      training.method !== 'backprop' && probabilities.some(([, probability]) => probability !== 1);
    this.#probabilities = areSparse ? probabilities : [];
    this.#generator = createGenerator(training.seed, 'updates');
  }

  /** The modules that update in the next step; null: all of them. */
  draw(): Set<string> | null {
    if (this.#probabilities.length === 0) return null;
    const drawn = this.#probabilities.filter(
      ([, probability]) => this.#generator.uniform() < probability,
    );
    return new Set(drawn.map(([id]) => id));
  }

  state(): GeneratorState {
    return this.#generator.state();
  }

  restore(state: GeneratorState): void {
    this.#generator = restoreGenerator(state);
  }
}
