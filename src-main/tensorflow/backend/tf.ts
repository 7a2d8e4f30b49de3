/**
 * The one tfjs this program computes with, typed. `tf` has the functional ops (`tf.matMul(a, b)`);
 * chained methods (`a.matMul(b)`) exist only once a backend is loaded and are not in the types.
 *
 * Importing this file is cheap and needs no backend. Ops, and gradients above all, need one:
 * `loadTensorFlow` of ./backend, or `loadPlainCpu` of ./plain-cpu for unit tests.
 */
import { createRequire } from 'node:module';
import type * as core from '@tensorflow/tfjs-core';

export type Tf = typeof core;
export type {
  DataType,
  GradSaveFunc,
  NamedTensorMap,
  Rank,
  Scalar,
  ShapeMap,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorLike,
  TypedArray,
  Variable,
} from '@tensorflow/tfjs-core';
export type { TensorContainer } from '@tensorflow/tfjs-core/dist/tensor_types';

// tfjs-core is published twice, as ESM and as CommonJS, and tfjs-node-gpu requires the latter. A
// plain import may give the former (a bundler prefers it), whose tensors the backend does not know:
// require finds the same copy everywhere.
export const tf = createRequire(import.meta.url)('@tensorflow/tfjs-core') as Tf;
