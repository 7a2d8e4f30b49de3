import type { OptimizerSettings } from '#spec/optimizer';
import { updateAdam, updateMomentum, updateRmsprop, updateSgd } from '#tensorflow/ops/updates';
import type { Scalar, Tensor, Variable } from '#tensorflow/backend/tf';

/**
 * How one kind of optimizer changes one parameter. What differs from update to update comes in as
 * `scalars`, so that the operations stay the same.
 */
export interface UpdateRule {
  /** Names of the running values kept beside each parameter; they start at zero. */
  readonly slots: readonly string[];
  /** For learning rate `rate` and the `count`-th update of the parameter (the first is 1). */
  scalars(rate: number, count: number): number[];
  /** Assigns the parameter and its slots. `gradient` and slots have the parameter's shape. */
  update(variable: Variable, gradient: Tensor, slots: Variable[], scalars: Scalar[]): void;
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an update rule lacks a slot or a scalar');
  return value;
}

const sgd: UpdateRule = {
  slots: [],
  scalars: (rate) => [rate],
  update: (variable, gradient, _, [rate]) => updateSgd({ variable, gradient, rate: given(rate) }),
};

function momentum(factor: number, nesterov: boolean): UpdateRule {
  return {
    slots: ['velocity'],
    scalars: (rate) => [rate],
    update: (variable, gradient, [velocity], [rate]) =>
      updateMomentum({ variable, gradient, rate: given(rate) }, given(velocity), factor, nesterov),
  };
}

function rmsprop(decay: number, epsilon: number): UpdateRule {
  return {
    slots: ['square'],
    scalars: (rate) => [rate],
    update: (variable, gradient, [square], [rate]) =>
      updateRmsprop({ variable, gradient, rate: given(rate) }, given(square), decay, epsilon),
  };
}

/**
 * Kingma and Ba (2015), algorithm 1, with both bias corrections as scalars. With c = √(1 − β2ᵗ):
 * rate / (1 − β1ᵗ) · m / (√v / c + ε) is rate · c / (1 − β1ᵗ) · m / (√v + c · ε).
 */
function adam(beta1: number, beta2: number, epsilon: number): UpdateRule {
  // 1 − 0.999 is another number in float32, which the corrections must not be off by.
  const [decay1, decay2] = [Math.fround(beta1), Math.fround(beta2)];
  return {
    slots: ['mean', 'square'],
    scalars(rate, count) {
      const correction = Math.sqrt(1 - decay2 ** count);
      return [(rate * correction) / (1 - decay1 ** count), correction * epsilon];
    },
    update: (variable, gradient, [mean, square], [rate, smallest]) =>
      updateAdam(
        { variable, gradient, rate: given(rate) },
        [given(mean), given(square)],
        [decay1, decay2],
        given(smallest),
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
