/** The CPU backend that tfjs implements in JavaScript: slow, but available on every machine. */
import { createRequire } from 'node:module';
import { tf } from './tf';

/** Makes the CPU backend of tfjs the current one. Calling it again is harmless. */
export async function loadCpuBackend(): Promise<void> {
  // The `tfjs` package registers what tfjs-core lacks: the gradients and this backend.
  createRequire(import.meta.url)('@tensorflow/tfjs');
  if (!(await tf.setBackend('cpu'))) throw new Error('tfjs could not start its own CPU backend.');
  // On its first use the backend prints a banner that advises installing tfjs-node.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
}
