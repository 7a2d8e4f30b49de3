/**
 * One module of a chain with the passes that it makes in a distributed step, each a compiled graph of the engine, so that
 * what lies between them can be sent to other processes. In a run of the program all modules are one graph.
 */
import { Optimizer } from '#engine/optimizers/optimizer';
import { linear } from '#engine/model/layers/linear';
import { Parameters, type Parameter } from '#engine/model/parameters';
import { buildSynthesizer, type Synthesizer } from '#engine/model/synthesizer';
import { differentiate } from '#engine/ops/differentiate';
import { meanSquaredError } from '#engine/ops/squared-error';
import { optimizerSchema } from '#spec/optimizer';
import { synthesizerSchema } from '#spec/model';
import { tf, type Scalar, type Tensor, type Tensor2D } from '#tensorflow/backend/tf';
import type { GroupedVariable } from '#tensorflow/graph/compiled-program';
import { classes, type ChainSize } from './chain-size';

const settings = optimizerSchema.parse({ kind: 'momentum', rate: 0.01 });

export interface BackwardPass {
  /** The gradient in the module's input; null for the first module, which reads data. */
  below: Tensor | null;
  /** In the order of the parameters. */
  gradients: Tensor[];
}

/** Pure functions of tensors and the module's variables. Gradients are those of the mean loss of the batch. */
export class ChainModule {
  readonly #batch: number;
  readonly #isFirst: boolean;
  readonly isLast: boolean;
  readonly #layers: ((x: Tensor) => Tensor)[] = [];
  readonly #kernels: Tensor[];
  readonly #parameters: readonly Parameter[];
  readonly #synthesizer: Synthesizer | null;
  readonly #synthesizerParameters: readonly Parameter[];
  readonly #optimizer: Optimizer;
  readonly #synthesizerOptimizer: Optimizer;
  readonly variables: GroupedVariable[];

  constructor({ modules, layers, units, batch }: ChainSize, index: number) {
    this.#batch = batch;
    this.#isFirst = index === 0;
    this.isLast = index === modules - 1;
    const parameters = new Parameters(1);
    for (let layer = 0; layer < layers; layer++)
      this.#layers.push(linear(parameters, `module${index}/${layer}`, units, units));
    if (this.isLast) this.#layers.push(linear(parameters, `module${index}/logits`, units, classes));
    this.#parameters = parameters.all();
    this.#kernels = this.#parameters.flatMap(({ name, variable }) =>
      name.endsWith('/kernel') ? [variable] : [],
    );
    this.#synthesizer = this.isLast
      ? null
      : buildSynthesizer(
          synthesizerSchema.parse({ kind: 'mlp', condition: 'label' }),
          `module${index}/synthesizer`,
          [units],
          classes,
          parameters,
        );
    this.#synthesizerParameters = parameters.all().slice(this.#parameters.length);
    this.#optimizer = new Optimizer(settings, this.#parameters, 1);
    this.#synthesizerOptimizer = new Optimizer(settings, this.#synthesizerParameters, 1);
    this.variables = [
      ...parameters.all(),
      ...this.#optimizer.slots(),
      ...this.#synthesizerOptimizer.slots(),
    ].map(({ name, variable }) => ({ name, variable, group: index }));
  }

  /** What an update reads beside gradients; the same in each one, as the rate is constant. */
  get scalars(): Tensor {
    return tf.tensor1d(this.#optimizer.scalars(1));
  }

  /** The outputs of all layers, that of the module last. */
  forward(x: Tensor): Tensor[] {
    const outputs: Tensor[] = [];
    for (const [index, layer] of this.#layers.entries()) {
      const y = layer(outputs.at(-1) ?? x);
      const isLogits = this.isLast && index === this.#layers.length - 1;
      outputs.push(isLogits ? y : tf.relu(y));
    }
    return outputs;
  }

  /** `gradient`: in the output; the module with the loss derives it from the labels. */
  backward(x: Tensor, outputs: readonly Tensor[], gradient: Tensor): BackwardPass {
    const gradients: Tensor[] = [];
    let slope = this.isLast ? this.#lossGradient(outputs.at(-1) ?? x, gradient) : gradient;
    for (let layer = outputs.length - 1; layer >= 0; layer--) {
      const [output, input] = [outputs[layer] ?? x, outputs[layer - 1] ?? x];
      const isLogits = this.isLast && layer === outputs.length - 1;
      if (!isLogits) slope = tf.mul(slope, tf.step(output));
      gradients.unshift(tf.matMul(input as Tensor2D, slope as Tensor2D, true), tf.sum(slope, 0));
      const kernel = this.#kernels[layer];
      if (kernel && (layer > 0 || !this.#isFirst))
        slope = tf.matMul(slope as Tensor2D, kernel as Tensor2D, false, true);
    }
    return { below: this.#isFirst ? null : slope, gradients };
  }

  #lossGradient(logits: Tensor, labels: Tensor): Tensor {
    return tf.div(tf.sub(tf.softmax(logits), labels), this.#batch);
  }

  /** The mean loss of rows of logits. */
  loss(logits: Tensor, labels: Tensor): Scalar {
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), -1)));
  }

  update(gradients: readonly Tensor[], scalars: Tensor): void {
    this.#optimizer.update(gradients, scalars);
  }

  /** The synthetic gradient of the mean loss. */
  predict(message: Tensor, labels: Tensor): Tensor {
    if (!this.#synthesizer) throw new Error('the last module has no synthesizer');
    return tf.div(this.#synthesizer.predict(message, labels), this.#batch);
  }

  /** One update of the synthesizer. `gradient`: of the mean loss, from the module above. */
  learn(message: Tensor, labels: Tensor, gradient: Tensor, scalars: Tensor): void {
    const synthesizer = this.#synthesizer;
    if (!synthesizer) return;
    const target = tf.mul(gradient, this.#batch);
    const gradients = differentiate(
      () => meanSquaredError(synthesizer.predict(message, labels), target),
      this.#synthesizerParameters.map(({ variable }) => variable),
    );
    this.#synthesizerOptimizer.update(gradients, scalars);
  }
}
