import { StepRunner } from '#engine/step/runner';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { ChainModule, type BackwardPass } from './chain-module';
import type { ChainSize } from './chain-size';

/** The passes of one module, each of which is one call of a compiled graph. Tensors are the caller's to dispose of. */
export class CompiledModule {
  readonly #module: ChainModule;
  readonly #runner: StepRunner;
  readonly #scalars: Tensor;
  readonly isLast: boolean;

  constructor(size: ChainSize, index: number) {
    this.#module = new ChainModule(size, index);
    this.#runner = new StepRunner({ variables: this.#module.variables, compiled: true });
    this.#scalars = this.#module.scalars;
    this.isLast = this.#module.isLast;
  }

  forward(x: Tensor): Tensor[] {
    const outputs = this.#runner.run(
      `forward/${x.shape[0]}`,
      ({ x: input }) => toRecord(this.#module.forward(input as Tensor)),
      { x },
    );
    return toList(outputs);
  }

  /** `gradient`: in the module's output, or the labels for the module with the loss. */
  backward(x: Tensor, outputs: readonly Tensor[], gradient: Tensor): BackwardPass {
    const { below, ...gradients } = this.#runner.run(
      `backward/${x.shape[0]}`,
      ({ x: input, gradient: slope, ...rest }) => {
        const pass = this.#module.backward(input as Tensor, toList(rest), slope as Tensor);
        return { ...toRecord(pass.gradients), ...(pass.below && { below: pass.below }) };
      },
      { x, gradient, ...toRecord(outputs) },
    );
    return { below: below ?? null, gradients: toList(gradients) };
  }

  /** The mean loss of the last forward pass. */
  loss(logits: Tensor, labels: Tensor): number {
    return tf.tidy(() => this.#module.loss(logits, labels).dataSync()[0] ?? Number.NaN);
  }

  update(gradients: readonly Tensor[]): void {
    const outputs = this.#runner.run(
      'update',
      ({ scalars, ...rest }) => {
        this.#module.update(toList(rest), scalars as Tensor);
        return {};
      },
      { scalars: this.#scalars, ...toRecord(gradients) },
    );
    tf.dispose(outputs as Record<string, Tensor>);
  }

  predict(message: Tensor, labels: Tensor): Tensor {
    const { prediction } = this.#runner.run(
      `predict/${message.shape[0]}`,
      ({ message: sent, labels: known }) => ({
        prediction: this.#module.predict(sent as Tensor, known as Tensor),
      }),
      { message, labels },
    );
    return prediction as Tensor;
  }

  learn(message: Tensor, labels: Tensor, gradient: Tensor): void {
    this.#runner.run(
      `learn/${message.shape[0]}`,
      (inputs) => {
        const { message: sent, labels: known, gradient: target, scalars } = inputs;
        this.#module.learn(sent as Tensor, known as Tensor, target as Tensor, scalars as Tensor);
        return {};
      },
      { message, labels, gradient, scalars: this.#scalars },
    );
  }
}

function toRecord(tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, index) => [`t${index}`, tensor]));
}

function toList(record: Readonly<Record<string, Tensor>>): Tensor[] {
  return Object.keys(record).map((_, index) => record[`t${index}`] as Tensor);
}
