import type { ActivationFunction } from '#spec/nodes';
import { tf, type Tensor } from '#tensorflow/backend/tf';

/** Applies an activation element by element; any shape. `gelu` is the exact form, x · Φ(x). */
export function activate(x: Tensor, name: ActivationFunction): Tensor {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, 0.01);
    case 'elu':
      return tf.elu(x);
    case 'gelu':
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
    case 'softplus':
      return tf.softplus(x);
  }
}
