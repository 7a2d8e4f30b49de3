import type { OptimizerSettings } from '#spec/optimizer';
import { tf, type Scalar, type Tensor, type Variable } from '#tensorflow/backend/tf';
import type { Parameter } from '../model/parameters';
import { updateRule, type UpdateRule } from './rule';
import { scheduleFactor } from './schedule';

/**
 * Updates the parameters of one module, synthesizer, synthetic input model or auxiliary head. Under sparse updates
 * each of them is updated another number of times, which Adam's bias correction depends on: the optimizer counts
 * its own updates. Owns its slots: `dispose()` frees them.
 */
export class Optimizer {
  readonly #settings: OptimizerSettings;
  readonly #rule: UpdateRule;
  readonly #steps: number;
  readonly #slots = new Map<string, Variable[]>();
  readonly parameters: readonly Parameter[];
  /** Updates made so far. */
  count = 0;

  /** `steps`: the length of the whole run in steps, for the cosine schedule. */
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
   * none arrived, which leaves the parameter as it is. Gradients stay the caller's.
   */
  apply(gradients: readonly (Tensor | null | undefined)[], step: number): void {
    this.countUpdate();
    tf.tidy(() => this.update(gradients, tf.tensor1d(this.scalars(step))));
  }

  /** Counts the update that is about to be made: once before its `scalars` are asked for. */
  countUpdate(): void {
    this.count += 1;
  }

  /** How many numbers `scalars()` gives. */
  get scalarCount(): number {
    return 1 + this.#rule.scalars(1, 1).length;
  }

  /**
   * The numbers that differ from update to update, for `update`: those of the update that was counted last, at
   * step `step` of the run.
   */
  scalars(step: number): number[] {
    const { rate, schedule, weightDecay } = this.#settings;
    const now = rate * scheduleFactor(schedule, step, this.#steps);
    return [1 - now * weightDecay, ...this.#rule.scalars(now, this.count)];
  }

  /**
   * The same as `apply`, from tensors alone, so that it can be part of a compiled step. `scalars`, a
   * vector, is what `scalars()` gave.
   */
  update(gradients: readonly (Tensor | null | undefined)[], scalars: Tensor): void {
    tf.tidy(() => {
      const [kept, ...rest] = tf.unstack(scalars) as Scalar[];
      if (!kept) throw new Error('an optimizer lacks its scalars');
      const scale = this.#clipScale(gradients);
      this.parameters.forEach(({ name, variable, decays }, index) => {
        const gradient = gradients[index];
        if (!gradient) return;
        if (decays && this.#settings.weightDecay > 0) variable.assign(tf.mul(variable, kept));
        const scaled = scale ? tf.mul(gradient, scale) : gradient;
        this.#rule.update(variable, scaled, this.#slots.get(name) ?? [], rest);
      });
    });
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
