import type { EdgeId } from '#spec/model';
import type { OptimizerSettings } from '#spec/optimizer';
import type { Training } from '#spec/training';
import { tf } from '#tensorflow/tf';
import { meanSquaredDistance, runBackward, type BackwardResult } from './backward';
import type { Feed } from './feed';
import { lossNodes, syntheticInputName, synthesizerName, type Network } from './network';
import { mistakes } from './loss';
import { numberIn } from './number-in';
import { Optimizer } from './optimizers/optimizer';
import type { Parameter } from './parameters';

export interface StepResult {
  /** Sum of the losses on the training batch, before the update. */
  loss: number;
  /** Fraction of wrong classes on the training batch; null where there is no class to get wrong. */
  error: number | null;
  /** By decoupled edge whose synthesizer learnt: mean over the batch of ‖M(h, c) − arriving‖². */
  synthesizerLoss: ReadonlyMap<EdgeId, number>;
}

/**
 * The training step of one run: one pass over the model, then one update of every module that takes
 * part, of every synthesizer to which a gradient arrived, and of every synthetic input model. Owns
 * the optimizers; the network stays the caller's.
 */
export class TrainStep {
  readonly #network: Network;
  readonly #training: Training;
  /** By module id, `EDGE/synthesizer` and `EDGE/syntheticInput`: what a checkpoint keeps. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;

  constructor(network: Network, training: Training) {
    this.#network = network;
    this.#training = training;
    this.optimizers = buildOptimizers(network, training);
  }

  /**
   * One step, `step` counted from 0. `updating`: the modules that update, null for all; `seed`: of
   * this step's random numbers. Every tensor made is freed but the updated variables.
   */
  run(feed: Feed, step: number, seed: number, updating: ReadonlySet<string> | null): StepResult {
    const learning = this.#learning(updating);
    const result = runBackward(this.#network, {
      feed,
      pass: { training: true, updateStatistics: true, seed },
      method: this.#training.method,
      updating,
      variables: learning.flatMap(({ parameters }) => parameters.map(({ variable }) => variable)),
    });
    let next = 0;
    for (const optimizer of learning) {
      const end = next + optimizer.parameters.length;
      optimizer.apply(result.gradients.slice(next, end), step);
      next = end;
    }
    const loss = numberIn(result.loss);
    const error = this.#errorOf(feed, result);
    const synthesizerLoss = synthesizerLosses(result);
    result.dispose();
    return { loss, error, synthesizerLoss };
  }

  /** The optimizers that have something to do where only `updating` modules take part. */
  #learning(updating: ReadonlySet<string> | null): Optimizer[] {
    const takesPart = (module: string): boolean => updating?.has(module) ?? true;
    const { modules, interfaces } = this.#network;
    const ids = [
      ...modules.map(({ id }) => id).filter(takesPart),
      ...[...interfaces.values()].flatMap(({ edge, to }) => [
        // Without the module above no gradient arrives to learn from.
        ...(takesPart(to) ? [synthesizerName(edge)] : []),
        syntheticInputName(edge),
      ]),
    ];
    return ids.flatMap((id) => this.optimizers.get(id) ?? []);
  }

  #errorOf(feed: Feed, result: BackwardResult): number | null {
    for (const { id, node } of lossNodes(this.#network.model)) {
      const prediction = result.predictions.get(id);
      const target = feed.targets.get(node.target);
      if (this.#network.fields[node.target]?.kind === 'label' && prediction && target)
        return tf.tidy(() => numberIn(mistakes(prediction, target))) / feed.size;
    }
    return null;
  }

  /** Frees the optimizers' slots. */
  dispose(): void {
    for (const optimizer of this.optimizers.values()) optimizer.dispose();
  }
}

function synthesizerLosses(result: BackwardResult): Map<EdgeId, number> {
  const losses = new Map<EdgeId, number>();
  for (const [edge, { synthetic, arriving }] of result.traffic)
    if (synthetic && arriving)
      losses.set(
        edge,
        tf.tidy(() => numberIn(meanSquaredDistance(synthetic, arriving))),
      );
  return losses;
}

function buildOptimizers(network: Network, training: Training): Map<string, Optimizer> {
  const optimizers = new Map<string, Optimizer>();
  const add = (id: string, settings: OptimizerSettings, parameters: Parameter[]): void => {
    optimizers.set(id, new Optimizer(settings, parameters, training.steps));
  };
  for (const { id, nodes } of network.modules)
    add(
      id,
      training.optimizer,
      network.parameters.trainableUnder(...nodes.map((node) => `${node}/`)),
    );
  // The other methods leave the interfaces alone.
  if (training.method !== 'dni') return optimizers;
  for (const { edge, spec } of network.interfaces.values()) {
    const own = spec.optimizer ?? training.optimizer;
    const synthesizer = synthesizerName(edge);
    add(synthesizer, own, network.parameters.trainableUnder(`${synthesizer}/`));
    if (!spec.syntheticInput) continue;
    const input = syntheticInputName(edge);
    const inputOptimizer = spec.syntheticInput.optimizer ?? training.optimizer;
    add(input, inputOptimizer, network.parameters.trainableUnder(`${input}/`));
  }
  return optimizers;
}
