import {
  createBatchStream,
  gatherBatch,
  restoreBatchStream,
  type BatchStream,
} from '#data/batches';
import type { Dataset } from '#data/dataset';
import { createGenerator, restoreGenerator, type Generator } from '#data/random';
import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { examineInterfaces, type InterfaceQuality } from './diagnostics';
import { evaluate, type Evaluation } from './evaluate';
import { feedOf, type Feed } from './feed';
import { buildNetwork, type Network } from './network';
import { TrainStep, type StepResult } from './train-step';

/**
 * The state of one training run: network, optimizers, place in the data, random generators, clock.
 * All that is in a checkpoint is here, and nothing else of a run's course. Owns its tensors.
 */
export class Session {
  readonly #spec: Experiment;
  readonly #dataset: Dataset;
  readonly #checkpoints: string;
  readonly #network: Network;
  readonly #trainStep: TrainStep;
  readonly #probe: Feed | null;
  #batches: BatchStream;
  #updates: Generator;
  #dropout: Generator;
  #savedAt = -1;
  /** Steps done. */
  step = 0;
  /** Seconds spent training, over all sittings. */
  seconds = 0;

  constructor(spec: Experiment, dataset: Dataset, checkpoints: string) {
    const { seed, shuffle, batch } = spec.training;
    this.#spec = spec;
    this.#dataset = dataset;
    this.#checkpoints = checkpoints;
    this.#network = buildNetwork(spec.model, dataset.fields, seed);
    this.#trainStep = new TrainStep(this.#network, spec.training);
    this.#batches = createBatchStream(dataset.splits.train, {
      batch,
      shuffle,
      generator: createGenerator(seed, 'batches'),
    });
    this.#updates = createGenerator(seed, 'updates');
    this.#dropout = createGenerator(seed, 'dropout');
    this.#probe = this.#makeProbe();
  }

  get batch(): number {
    return this.#spec.training.batch;
  }

  /** Trainable numbers of the model itself, its interfaces not counted. */
  parameterCount(): number {
    const nodes = Object.keys(this.#spec.model.nodes);
    return this.#network.parameters
      .trainableUnder(...nodes.map((id) => `${id}/`))
      .reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /** What the user should know before it starts. */
  warnings(): string[] {
    const { count } = this.#dataset.splits.train;
    return count < this.batch
      ? [
          `The training part has ${count} examples, fewer than the batch of ${this.batch}: each batch repeats some.`,
        ]
      : [];
  }

  /** Runs `work` on the run's clock. */
  timed<T>(work: () => T): T {
    const began = performance.now();
    try {
      return work();
    } finally {
      this.seconds += (performance.now() - began) / 1000;
    }
  }

  /** One training step on the next batch. */
  advance(): StepResult {
    const feed = feedOf(this.#network, this.#batches.next());
    try {
      const seed = this.#dropout.below(2 ** 32);
      const result = this.#trainStep.run(feed, this.step, seed, this.#drawUpdating());
      this.step += 1;
      return result;
    } finally {
      feed.dispose();
    }
  }

  /** Sparse updates: each module by itself takes part with its probability. Null: all do. */
  #drawUpdating(): Set<string> | null {
    const { training, model } = this.#spec;
    // Under backprop everything is one locked whole.
    if (training.method === 'backprop') return null;
    const chances = this.#network.modules.map(({ id, nodes }) => ({
      id,
      chance:
        nodes.map((node) => model.modules[node]?.updateProbability).find(Boolean) ??
        training.updateProbability,
    }));
    if (chances.every(({ chance }) => chance === 1)) return null;
    const drawn = chances.filter(({ chance }) => this.#updates.uniform() < chance);
    return new Set(drawn.map(({ id }) => id));
  }

  /** The interfaces on the probe batch; nothing for methods that do not use them. */
  examine(): Map<EdgeId, InterfaceQuality> {
    if (!this.#probe || this.#spec.training.method !== 'dni') return new Map();
    return examineInterfaces(this.#network, this.#probe, this.#spec.training.seed);
  }

  evaluate(split: 'validation' | 'test'): Evaluation | null {
    return evaluate(this.#network, this.#dataset.splits[split]);
  }

  async save(): Promise<void> {
    const { optimizers } = this.#trainStep;
    await saveCheckpoint(this.#checkpoints, this.#network, optimizers, {
      version: 1,
      step: this.step,
      seconds: this.seconds,
      batches: this.#batches.state(),
      generators: { updates: this.#updates.state(), dropout: this.#dropout.state() },
      updates: Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count])),
    });
    this.#savedAt = this.step;
  }

  isSaved(): boolean {
    return this.#savedAt === this.step;
  }

  /** Takes up the checkpoint of `step`, as if the run had never stopped. */
  async resume(step: number): Promise<void> {
    const state = await loadCheckpoint(
      this.#checkpoints,
      step,
      this.#network,
      this.#trainStep.optimizers,
    );
    const { batch, shuffle } = this.#spec.training;
    this.#batches = restoreBatchStream(
      this.#dataset.splits.train,
      { batch, shuffle },
      state.batches,
    );
    this.#updates = restoreGenerator(state.generators.updates);
    this.#dropout = restoreGenerator(state.generators.dropout);
    this.step = state.step;
    this.seconds = state.seconds;
    this.#savedAt = state.step;
  }

  #makeProbe(): Feed | null {
    const { diagnostics, training } = this.#spec;
    if (diagnostics.every === 0 || training.method !== 'dni') return null;
    const { train, validation } = this.#dataset.splits;
    const split = validation.count > 0 ? validation : train;
    return feedOf(this.#network, gatherBatch(split, 0, Math.min(diagnostics.batch, split.count)));
  }

  /** Frees the network, the optimizers and the probe. */
  dispose(): void {
    this.#probe?.dispose();
    this.#trainStep.dispose();
    this.#network.dispose();
  }
}
