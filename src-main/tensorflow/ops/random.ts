/** Random numbers that follow from a seed alone, which may be a tensor: a compiled step can draw them. */
import { executeOp, nodeBackend } from '../backend/node-backend';
import { tf, type Tensor } from '../backend/tf';

/**
 * Uniform in [0, 1), float32 of the given shape. The same `seed` (int32 `[2]`, any values) gives the same
 * numbers, compiled or not; on tfjs's own backend others than on TensorFlow.
 */
export function statelessUniform(shape: readonly number[], seed: Tensor): Tensor {
  const backend = nodeBackend();
  if (!backend)
    // tfjs's generator takes any text for a seed.
    return tf.randomUniform([...shape], 0, 1, 'float32', Array.from(seed.dataSync()).join(' '));
  const [numbers] = tf.tidy(() =>
    executeOp(backend, 'StatelessRandomUniform', [tf.tensor1d([...shape], 'int32'), seed], {
      types: { dtype: 'float32', T: 'int32', Tseed: 'int32' },
    }),
  );
  return numbers as Tensor;
}
