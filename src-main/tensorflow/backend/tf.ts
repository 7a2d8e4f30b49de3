/**
 * The one instance of tfjs-core that this program computes with, typed. `tf` has the functional ops
 * (`tf.matMul(a, b)`); the chained methods (`a.matMul(b)`) exist only once a backend is loaded and are not
 * in the types.
 *
 * Importing this file is cheap and needs no backend. Ops, and above all gradients, need one:
 *
 *     import { tf } from '#tensorflow/backend/tf';
 *     import { loadTensorFlow } from '#tensorflow/runtime/load-tensorflow';
 *
 *     await loadTensorFlow(); // unit tests: loadCpuBackend() of ./cpu-backend
 *     const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])));
 */
import { createRequire } from 'node:module';
import type * as core from '@tensorflow/tfjs-core';

export type Tf = typeof core;
export type {
  DataType,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor4D,
  Variable,
} from '@tensorflow/tfjs-core';

// tfjs-core is published as ESM and as CommonJS, and tfjs-node-gpu requires the latter. A plain import may
// resolve to the former (bundlers prefer it), whose tensors the backend does not accept. `require` finds
// the same copy everywhere.
export const tf = createRequire(import.meta.url)('@tensorflow/tfjs-core') as Tf;
