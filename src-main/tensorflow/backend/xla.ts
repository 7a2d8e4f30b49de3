/**
 * XLA, the compiler in TensorFlow that fuses the ops of a graph into few kernels. TensorFlow reads the flags
 * once, when it is loaded.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBackend } from './node-backend';

const TENSORFLOW_FLAGS = 'TF_XLA_FLAGS';
const AUTO_CLUSTERING = '--tf_xla_auto_jit=2';

/**
 * Turns on auto-clustering with XLA for all graphs. Call it before TensorFlow is loaded from the runtime in
 * `folder`, which may contain the PTX assembler that XLA needs. Flags set by the user stay.
 */
export function enableXla(folder: string, env: NodeJS.ProcessEnv = process.env): void {
  env[TENSORFLOW_FLAGS] ??= AUTO_CLUSTERING;
  const assembler = join(folder, 'nvidia', 'cuda_nvcc');
  if (existsSync(assembler)) env['XLA_FLAGS'] ??= `--xla_gpu_cuda_data_dir=${assembler}`;
}

/** Whether XLA compiles the graphs: it is enabled, and the device is a GPU. */
export function usesXla(env: NodeJS.ProcessEnv = process.env): boolean {
  const onGpu = nodeBackend()?.isUsingGpuDevice ?? false;
  return onGpu && (env[TENSORFLOW_FLAGS] ?? '').includes(AUTO_CLUSTERING);
}
