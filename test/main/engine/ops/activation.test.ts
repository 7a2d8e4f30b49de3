import { expect, it } from 'vitest';
import { activate } from '#engine/ops/activation';
import { activationFunctions } from '#spec/nodes';
import { tf } from '#tensorflow/backend/tf';
import { expectClose, onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

/** Values at −1 and 1, and slopes there. The numbers of gelu are from tables of the normal distribution. */
const known: Record<(typeof activationFunctions)[number], [number, number, number, number]> = {
  linear: [-1, 1, 1, 1],
  relu: [0, 1, 0, 1],
  leakyRelu: [-0.01, 1, 0.01, 1],
  elu: [-0.632121, 1, 0.367879, 1],
  gelu: [-0.158655, 0.841345, -0.083315, 1.083315],
  sigmoid: [0.268941, 0.731059, 0.196612, 0.196612],
  tanh: [-0.761594, 0.761594, 0.419974, 0.419974],
  softplus: [0.313262, 1.313262, 0.268941, 0.731059],
};

it.each(activationFunctions)('%s: values and slopes', (name) => {
  tf.tidy(() => {
    const x = tf.tensor([-1, 1], [1, 2, 1]);
    const y = activate(x, name);
    expect(y.shape).toEqual([1, 2, 1]);
    const slope = tf.grad((at) => tf.sum(activate(at, name)))(x);
    expectClose([...valuesOf(y), ...valuesOf(slope)], known[name], 4);
  });
});
