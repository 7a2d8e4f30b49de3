import type { EdgeId } from '#spec/model';
import type { OptimizerSettings } from '#spec/optimizer';
import type { Training } from '#spec/training';
import { tf, type Scalar, type Tensor } from '#tensorflow/tf';
import { predict, runBackward, type BackwardResult } from './backward';
import { joinedInputs, type Feed } from './feed';
import { lossNodes, syntheticInputName, synthesizerName, type Network } from './network';
import { mistakes } from './loss';
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
 * The training step of one run: a pass over the model, then one update of every module that takes
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
    const { method } = this.#training;
    const active = this.#activeModules(updating);
    const variables = active.flatMap(({ optimizer }) =>
      optimizer.parameters.map(({ variable }) => variable),
    );
    const result = runBackward(this.#network, {
      feed,
      pass: { training: true, updateStatistics: true, seed },
      method,
      updating,
      variables,
    });
    const synthesizerLoss =
      method === 'dni' ? this.#fitInterfaces(feed, result, step) : new Map<EdgeId, number>();
    let next = 0;
    for (const { optimizer } of active) {
      const end = next + optimizer.parameters.length;
      optimizer.apply(result.gradients.slice(next, end), step);
      next = end;
    }
    const loss = scalarOf(result.loss);
    const error = this.#errorOf(feed, result);
    result.dispose();
    return { loss, error, synthesizerLoss };
  }

  #activeModules(updating: ReadonlySet<string> | null): { optimizer: Optimizer }[] {
    return this.#network.modules.flatMap(({ id }) => {
      const optimizer = this.optimizers.get(id);
      return optimizer && (updating?.has(id) ?? true) ? [{ optimizer }] : [];
    });
  }

  /**
   * Fits each synthesizer to the gradient that arrived on its edge, true or itself made from synthetic
   * gradients above, and each synthetic input model to the message. All of them in one pass: they
   * share no parameter. Nothing of it reaches the modules.
   */
  #fitInterfaces(feed: Feed, result: BackwardResult, step: number): Map<EdgeId, number> {
    const fits: { edge: EdgeId; optimizer: Optimizer; synthesizer: boolean; loss: () => Tensor }[] =
      [];
    for (const [edge, seen] of result.traffic) {
      const on = this.#network.interfaces.get(edge);
      const synthesizer = this.optimizers.get(synthesizerName(edge));
      const input = this.optimizers.get(syntheticInputName(edge));
      const { arriving } = seen;
      if (on && arriving && synthesizer)
        fits.push({
          edge,
          optimizer: synthesizer,
          synthesizer: true,
          loss: () => meanSquaredDistance(predict(on, seen.message, feed), arriving),
        });
      const model = on?.syntheticInput;
      if (model && input)
        fits.push({
          edge,
          optimizer: input,
          synthesizer: false,
          loss: () => meanSquaredDistance(model(joinedInputs(feed)), seen.message),
        });
    }
    const losses = new Map<EdgeId, number>();
    const fitting = fits.filter(({ optimizer }) => optimizer.parameters.length > 0);
    if (fitting.length === 0) return losses;
    const values: Scalar[] = [];
    const sum = (): Scalar =>
      fitting
        .map(({ loss }) => {
          const value = loss() as Scalar;
          values.push(tf.keep(value));
          return value as Tensor;
        })
        .reduce((all, one) => tf.add(all, one)) as Scalar;
    const variables = fitting.flatMap(({ optimizer }) =>
      optimizer.parameters.map(({ variable }) => variable),
    );
    const { value, grads } = tf.engine().gradients<Tensor>(sum, variables, undefined, true);
    let next = 0;
    fitting.forEach(({ edge, optimizer, synthesizer }, index) => {
      const end = next + optimizer.parameters.length;
      optimizer.apply(grads.slice(next, end), step);
      next = end;
      const own = values[index];
      if (synthesizer && own) losses.set(edge, scalarOf(own));
    });
    tf.dispose([value, ...values, ...grads.filter(Boolean)]);
    return losses;
  }

  #errorOf(feed: Feed, result: BackwardResult): number | null {
    for (const { id, node } of lossNodes(this.#network.model)) {
      const prediction = result.predictions.get(id);
      const target = feed.targets.get(node.target);
      if (this.#network.fields[node.target]?.kind === 'label' && prediction && target)
        return tf.tidy(() => scalarOf(mistakes(prediction, target))) / feed.size;
    }
    return null;
  }

  /** Frees the optimizers' slots. */
  dispose(): void {
    for (const optimizer of this.optimizers.values()) optimizer.dispose();
  }
}

/** Mean over the batch of the squared Euclidean distance of each row: the paper's ‖M(h) − δ‖². */
function meanSquaredDistance(a: Tensor, b: Tensor): Tensor {
  return tf.div(tf.sum(tf.square(tf.sub(a, b))), a.shape[0] ?? 1);
}

function scalarOf(tensor: Tensor): number {
  return tensor.dataSync()[0] ?? Number.NaN;
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
