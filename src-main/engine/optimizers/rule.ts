import type { OptimizerSettings } from '#spec/optimizer';
import { tf, type Scalar, type Tensor } from '#tensorflow/tf';

/**
 * How one kind of optimizer changes one parameter. Pure: new values come back, nothing is assigned.
 * What differs from update to update comes in as `scalars`, so that the operations stay the same.
 */
export interface UpdateRule {
  /** Names of the running values kept beside each parameter; they start at zero. */
  readonly slots: readonly string[];
  /** For learning rate `rate` and the `count`-th update of the parameter (the first is 1). */
  scalars(rate: number, count: number): number[];
  /** `gradient` and slots have the parameter's shape. Returns the decrement and the new slots. */
  update(
    gradient: Tensor,
    slots: Tensor[],
    scalars: Scalar[],
  ): { decrement: Tensor; slots: Tensor[] };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an update rule lacks a slot or a scalar');
  return value;
}

const sgd: UpdateRule = {
  slots: [],
  scalars: (rate) => [rate],
  update: (gradient, _, [rate]) => ({ decrement: tf.mul(gradient, given(rate)), slots: [] }),
};

/** velocity ← momentum · velocity + g;  w ← w − rate · velocity (Nesterov: g + momentum · velocity). */
function momentum(factor: number, nesterov: boolean): UpdateRule {
  return {
    slots: ['velocity'],
    scalars: (rate) => [rate],
    update(gradient, slots, [rate]) {
      const velocity = tf.add(tf.mul(given(slots[0]), factor), gradient);
      const direction = nesterov ? tf.add(gradient, tf.mul(velocity, factor)) : velocity;
      return { decrement: tf.mul(direction, given(rate)), slots: [velocity] };
    },
  };
}

/** square ← decay · square + (1 − decay) · g²;  w ← w − rate · g / (√square + ε). */
function rmsprop(decay: number, epsilon: number): UpdateRule {
  return {
    slots: ['square'],
    scalars: (rate) => [rate],
    update(gradient, slots, [rate]) {
      const square = tf.add(tf.mul(given(slots[0]), decay), tf.mul(tf.square(gradient), 1 - decay));
      const scaled = tf.div(gradient, tf.add(tf.sqrt(square), epsilon));
      return { decrement: tf.mul(scaled, given(rate)), slots: [square] };
    },
  };
}

/**
 * Kingma and Ba (2015), algorithm 1, with both bias corrections as scalars:
 * w ← w − rate / (1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε).
 */
function adam(beta1: number, beta2: number, epsilon: number): UpdateRule {
  return {
    slots: ['mean', 'square'],
    scalars: (rate, count) => [rate / (1 - beta1 ** count), 1 / Math.sqrt(1 - beta2 ** count)],
    update(gradient, slots, [rate, correction]) {
      const mean = tf.add(tf.mul(given(slots[0]), beta1), tf.mul(gradient, 1 - beta1));
      const square = tf.add(tf.mul(given(slots[1]), beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const deviation = tf.add(tf.mul(tf.sqrt(square), given(correction)), epsilon);
      return {
        decrement: tf.div(tf.mul(mean, given(rate)), deviation),
        slots: [mean, square],
      };
    },
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
