/** tfjs's own CPU backend, in JavaScript: slow, and there on every machine. */
import { createRequire } from 'node:module';
import { tf } from './tf';

/** Makes tfjs's own CPU backend the current one. May be called again. */
export async function loadCpuBackend(): Promise<void> {
  // The union package registers what tfjs-core alone lacks: the gradients and this backend.
  createRequire(import.meta.url)('@tensorflow/tfjs');
  if (!(await tf.setBackend('cpu'))) throw new Error('tfjs could not start its own CPU backend.');
  // At its first use the backend prints a banner that advises installing tfjs-node.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
}
