import { createGenerator } from '#data/random';
import { statelessUniform } from '#tensorflow/ops/random';
import { tf } from '#tensorflow/backend/tf';
import type { Layer } from './layer';

/**
 * Sets each number to zero with probability `rate` while training and scales the others by
 * 1 / (1 − rate). The mask follows from the seed of the pass and the node's id alone, so that a resumed
 * run draws the masks it would have drawn without stopping (Srivastava et al. 2014).
 */
export function dropout(rate: number, id: string): Layer {
  const nodeSeed = createGenerator(0, id).below(2 ** 31 - 1);
  return ([x], mode) => {
    if (!x) throw new Error(`'${id}' takes one message`);
    if (!mode.training || rate === 0) return x;
    const seed = tf.add(mode.seed, tf.tensor1d([nodeSeed, 0], 'int32'));
    const kept = tf.greaterEqual(statelessUniform(x.shape, seed), rate);
    return tf.mul(x, tf.div(tf.cast(kept, 'float32'), 1 - rate));
  };
}
