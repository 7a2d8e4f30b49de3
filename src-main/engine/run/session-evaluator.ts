import type { Training } from '#spec/training';
import type { SplitName } from '#spec/task';
import { isStream, type TrainingData } from '../feed/source';
import type { Network } from '../model/network';
import { devicePlacement } from '../step/devices';
import { StepRunner } from '../step/runner';
import { evaluate, evaluateStream, type EvaluationPasses } from './evaluate';

/**
 * Evaluates a network that trains, in a graph of its own, into which the parameters are copied. In that of the training
 * steps, each new kind of pass would have TensorFlow prepare all steps again, which takes up to 0.6 seconds.
 */
export class SessionEvaluator {
  readonly #network: Network;
  readonly #data: TrainingData;
  readonly #seed: number;
  readonly #runner: StepRunner;

  constructor(
    network: Network,
    data: TrainingData,
    { seed, compiled }: Pick<Training, 'seed' | 'compiled'>,
  ) {
    this.#network = network;
    this.#data = data;
    this.#seed = seed;
    this.#runner = new StepRunner({ ...devicePlacement(network), compiled });
  }

  /** The losses of a whole split with the values that the variables of the network have now. */
  evaluate(split: SplitName): EvaluationPasses {
    this.#runner.pushVariables();
    return isStream(this.#data)
      ? evaluateStream(this.#network, this.#data, split, this.#seed, this.#runner)
      : evaluate(this.#network, this.#data.splits[split], this.#runner);
  }

  takeMessages(): string[] {
    return this.#runner.takeMessages();
  }

  dispose(): void {
    this.#runner.dispose();
  }
}
