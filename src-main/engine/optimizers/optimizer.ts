import type { OptimizerSettings } from '#spec/optimizer';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/tf';
import type { Parameter } from '../parameters';
import { updateRule, type UpdateRule } from './rule';
import { scheduleFactor } from './schedule';

/**
 * Updates the parameters of one module, synthesizer or synthetic input model. It counts its own
 * updates (Adam's bias correction in sparse updates), and owns its slots: `dispose()` frees them.
 */
export class Optimizer {
  readonly #settings: OptimizerSettings;
  readonly #rule: UpdateRule;
  readonly #steps: number;
  readonly #slots = new Map<string, Variable[]>();
  readonly parameters: readonly Parameter[];
  /** Updates made so far. */
  count = 0;

  /** `steps`: length of the whole run, for the cosine schedule. */
  constructor(settings: OptimizerSettings, parameters: readonly Parameter[], steps: number) {
    this.#settings = settings;
    this.#rule = updateRule(settings);
    this.#steps = steps;
    this.parameters = parameters;
    for (const { name, variable } of parameters)
      this.#slots.set(
        name,
        this.#rule.slots.map(() => zeroVariable(variable.shape)),
      );
  }

  /**
   * One update at step `step` of the run. `gradients` stand in the order of `parameters`; null where
   * nothing arrived, which leaves the parameter as it is. Gradients stay the caller's.
   */
  apply(gradients: readonly (Tensor | null | undefined)[], step: number): void {
    this.count += 1;
    const factor = scheduleFactor(this.#settings.schedule, step, this.#steps);
    const rate = this.#settings.rate * factor;
    tf.tidy(() => {
      const scalars = this.#rule.scalars(rate, this.count).map((value) => tf.scalar(value));
      const scale = this.#clipScale(gradients);
      this.parameters.forEach((parameter, index) => {
        const gradient = gradients[index];
        if (!gradient) return;
        this.#update(parameter, scale ? tf.mul(gradient, scale) : gradient, scalars, rate);
      });
    });
  }

  #update(parameter: Parameter, gradient: Tensor, scalars: Scalar[], rate: number): void {
    const slots = this.#slots.get(parameter.name) ?? [];
    const result = this.#rule.update(gradient, slots, scalars);
    result.slots.forEach((value, index) => slots[index]?.assign(value));
    const { weightDecay } = this.#settings;
    const { variable } = parameter;
    const kept =
      weightDecay > 0 && parameter.decays ? tf.mul(variable, 1 - rate * weightDecay) : variable;
    variable.assign(tf.sub(kept, result.decrement));
  }

  /** min(1, clipNorm / joint norm), or null where nothing is clipped. */
  #clipScale(gradients: readonly (Tensor | null | undefined)[]): Tensor | null {
    const { clipNorm } = this.#settings;
    if (clipNorm === undefined) return null;
    const squares = gradients.flatMap((gradient) =>
      gradient ? [tf.sum(tf.square(gradient))] : [],
    );
    if (squares.length === 0) return null;
    const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
    return tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-12)));
  }

  /** Slot variables by name, `hidden1/kernel/mean`: what a checkpoint keeps beside `count`. */
  slots(): { name: string; variable: Variable }[] {
    return [...this.#slots].flatMap(([name, variables]) =>
      variables.map((variable, index) => ({
        name: `${name}/${this.#rule.slots[index]}`,
        variable,
      })),
    );
  }

  dispose(): void {
    for (const { variable } of this.slots()) variable.dispose();
    this.#slots.clear();
  }
}

function zeroVariable(shape: number[]): Variable {
  const zeros = tf.zeros(shape);
  const variable = tf.variable(zeros, false);
  zeros.dispose();
  return variable;
}
