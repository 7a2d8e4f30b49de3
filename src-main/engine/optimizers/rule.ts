import type { OptimizerSettings } from '#spec/optimizer';
import { updateAdam, updateMomentum, updateRmsprop, updateSgd } from '#tensorflow/ops/updates';
import type { Scalar, Tensor, Variable } from '#tensorflow/backend/tf';

/**
 * How one kind of optimizer updates one parameter. The numbers that differ from update to update come in as the
 * tensors `scalars`, so that every update is the same graph.
 */
export interface UpdateRule {
  /** Names of the slots of each parameter (momentum, moments); they start at zero. */
  readonly slots: readonly string[];
  /** The scalars of the `count`-th update (the first is 1) at learning rate `rate`. */
  scalars(rate: number, count: number): number[];
  /** Assigns the parameter and its slots. `gradient` and slots have the parameter's shape. */
  update(variable: Variable, gradient: Tensor, slots: Variable[], scalars: Scalar[]): void;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an update rule lacks a slot or a scalar');
  return value;
}

const sgd: UpdateRule = {
  slots: [],
  scalars: (rate) => [rate],
  update: (variable, gradient, _, [rate]) =>
    updateSgd({ variable, gradient, rate: required(rate) }),
};

function momentum(factor: number, nesterov: boolean): UpdateRule {
  return {
    slots: ['velocity'],
    scalars: (rate) => [rate],
    update: (variable, gradient, [velocity], [rate]) =>
      updateMomentum(
        { variable, gradient, rate: required(rate) },
        required(velocity),
        factor,
        nesterov,
      ),
  };
}

function rmsprop(decay: number, epsilon: number): UpdateRule {
  return {
    slots: ['square'],
    scalars: (rate) => [rate],
    update: (variable, gradient, [square], [rate]) =>
      updateRmsprop({ variable, gradient, rate: required(rate) }, required(square), decay, epsilon),
  };
}

/**
 * Kingma and Ba (2015), algorithm 1, with both bias corrections as scalars. With c = √(1 − β2ᵗ):
 * rate / (1 − β1ᵗ) · m / (√v / c + ε) is rate · c / (1 − β1ᵗ) · m / (√v + c · ε).
 */
function adam(beta1: number, beta2: number, epsilon: number): UpdateRule {
  // The updates compute with β in float32, where 1 − 0.999 is another number: the corrections use the same one.
  const [decay1, decay2] = [Math.fround(beta1), Math.fround(beta2)];
  return {
    slots: ['mean', 'square'],
    scalars(rate, count) {
      const correction = Math.sqrt(1 - decay2 ** count);
      return [(rate * correction) / (1 - decay1 ** count), correction * epsilon];
    },
    update: (variable, gradient, [mean, square], [rate, scaledEpsilon]) =>
      updateAdam(
        { variable, gradient, rate: required(rate) },
        [required(mean), required(square)],
        [decay1, decay2],
        required(scaledEpsilon),
      ),
  };
}

export function updateRule(settings: OptimizerSettings): UpdateRule {
  switch (settings.kind) {
    case 'sgd':
      return sgd;
    case 'momentum':
      return momentum(settings.momentum, settings.nesterov);
    case 'rmsprop':
      return rmsprop(settings.decay, settings.epsilon);
    case 'adam':
      return adam(settings.beta1, settings.beta2, settings.epsilon);
  }
}
