/** Random numbers that follow from their seed alone, in an op that a compiled step can hold. */
import { executeOp, nodeBackend } from './node-backend';
import { tf, type Tensor } from './tf';

/**
 * Uniform numbers in [0, 1) of the given shape. `seed`, int32 `[2]`, decides them all: the same seed gives
 * the same numbers. The other backends draw other numbers than TensorFlow for it.
 */
export function statelessUniform(shape: number[], seed: Tensor): Tensor {
  const backend = nodeBackend();
  if (!backend) {
    const [a = 0, b = 0] = seed.dataSync();
    // Not 0: tfjs takes that for no seed at all.
    return tf.randomUniform(shape, 0, 1, 'float32', 1 + ((a * 31 + b * 17) >>> 1));
  }
  const size = tf.tensor1d(shape, 'int32');
  const [numbers] = executeOp(backend, 'StatelessRandomUniform', [size, seed], {
    types: { dtype: 'float32', T: 'int32', Tseed: 'int32' },
  });
  size.dispose();
  return numbers as Tensor;
}
