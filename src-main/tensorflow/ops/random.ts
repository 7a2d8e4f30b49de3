/** Random numbers that depend on a seed alone. The seed is a tensor, so that each run of a compiled step can have its own. */
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor } from '../backend/tf';

/**
 * Uniform random numbers in [0, 1): float32 of the given shape. The same `seed` (int32 `[2]`, any values)
 * gives the same numbers, compiled or not; the CPU backend of tfjs gives other numbers than TensorFlow.
 */
export function statelessUniform(shape: readonly number[], seed: Tensor): Tensor {
  const backend = nodeBackend();
  if (!backend)
    // The generator of tfjs takes any text as its seed.
    return tf.randomUniform([...shape], 0, 1, 'float32', Array.from(seed.dataSync()).join(' '));
  const [numbers] = tf.tidy(() =>
    executeOp(backend, 'StatelessRandomUniform', [tf.tensor1d([...shape], 'int32'), seed], {
      types: { dtype: 'float32', T: 'int32', Tseed: 'int32' },
    }),
  );
  return numbers as Tensor;
}
