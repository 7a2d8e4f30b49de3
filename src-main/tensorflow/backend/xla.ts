/** XLA, TensorFlow's compiler of whole graphs into few kernels. TensorFlow reads its flags once, when it is loaded. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBackend } from './node-backend';

const FLAGS = 'TF_XLA_FLAGS';
const EVERY_GRAPH = '--tf_xla_auto_jit=2';

/**
 * Asks TensorFlow to compile graphs with XLA, before it is loaded from the runtime in `folder`. What the user has
 * set stays.
 */
export function askForXla(folder: string, env: NodeJS.ProcessEnv = process.env): void {
  env[FLAGS] ??= EVERY_GRAPH;
  const assembler = join(folder, 'nvidia', 'cuda_nvcc');
  if (existsSync(assembler)) env['XLA_FLAGS'] ??= `--xla_gpu_cuda_data_dir=${assembler}`;
}

/** Whether compiled steps go through XLA: asked for, and on a GPU. */
export function usesXla(env: NodeJS.ProcessEnv = process.env): boolean {
  const onGpu = nodeBackend()?.isUsingGpuDevice ?? false;
  return onGpu && (env[FLAGS] ?? '').includes(EVERY_GRAPH);
}
